package records

import (
	"bufio"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// A record is returned when its last byte is there, even if no more bytes follow.
func TestReaderHoldsNothingBack(t *testing.T) {
	sum := strings.Repeat("0", 32)
	for _, tt := range []struct {
		table Table
		lines []string
	}{
		{Table{Format: CSV}, []string{"a,b\n", "1,2\n", "\"1\n2\",\"3\"\n", "5,6\r\n"}},
		{Table{Format: TSV}, []string{"a\tb\n", "1\t2\n", "3\t4\n"}},
		{Table{Format: JSONL}, []string{"", `{"a":1}` + "\n", `{"a":2}` + "\n"}},
		{Table{Format: Sums}, []string{"", sum + "  a\n", "MD5 (b) = " + sum + "\n"}},
	} {
		t.Run(string(tt.table.Format), func(t *testing.T) {
			r, w := io.Pipe()
			reader := NewReader(bufio.NewReader(r), tt.table)
			for i, line := range tt.lines {
				go io.WriteString(w, line)
				if i == 0 {
					if _, err := reader.Columns(); err != nil {
						t.Fatal(err)
					}
					continue
				}
				rec, err := reader.Read()
				if err != nil || rec.Raw != strings.TrimRight(line, "\r\n") {
					t.Fatalf("got %+v, %v, want %q", rec, err, line)
				}
			}
			w.Close()
			if _, err := reader.Read(); err != io.EOF {
				t.Errorf("got %v at the end", err)
			}
		})
	}
}

// If the input fails, the records before that are returned, and then its error. A record that may
// not be whole is not.
func TestReaderInputFails(t *testing.T) {
	broken := errors.New("broken")
	for in, want := range map[string]int{"a,b\n": 0, "a,b": 0, "a,b\n1,2\n3,4": 1, "a,b\n1,2\n3,\"4\n5,6\n": 1} {
		r := NewReader(bufio.NewReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken))), Table{Format: CSV})
		n := 0
		_, err := r.Read()
		for ; err == nil; n++ {
			_, err = r.Read()
		}
		if n != want || err != broken {
			t.Errorf("%q: %d records, then %v", in, n, err)
		}
		if _, err := r.Read(); err != broken {
			t.Errorf("%q: then %v", in, err)
		}
	}
}

// The end of the columns is io.EOF if there is no header.
func TestColumns(t *testing.T) {
	for _, in := range []string{"", "\n\n", "\ufeff"} {
		names, err := NewReader(bufio.NewReader(strings.NewReader(in)), Table{Format: CSV}).Columns()
		if names != nil || err != io.EOF {
			t.Errorf("%q: got %q, %v", in, names, err)
		}
	}
	r := NewReader(bufio.NewReader(strings.NewReader("\ufeffa,\"b\"\r\n")), Table{Format: CSV})
	if names, err := r.Columns(); strings.Join(names, " ") != "a b" || err != nil || r.Header() != `a,"b"` {
		t.Errorf("got %q, %v, header %q", names, err, r.Header())
	}
}

// A header that can't be used is not a bad record: it ends the reading.
func TestBadHeader(t *testing.T) {
	for in, want := range map[string]string{
		"\na,b\"\n1,2\n": "the header: line 2: field 2 has a quote, and does not begin with one",
		"a,a\n1,2\n":     `the header: line 1: two columns have the name "a"`,

		// Lines end with CR alone.
		"id\r1\r2\r":                               bareCR,
		"id,name\r1,a\r2,b":                        bareCR,
		"id,name\r1,a\r\n2,b\n":                    bareCR,
		"id,name\r\r\n1,a\r\r\n":                   bareCR,
		"id,\"na\rme\"\n1,2\n":                     bareCR,
		"\"id\",\"name\"\r\"1\",\"a\"\r":           bareCR,
		"id\r" + strings.Repeat("1\r", MaxSize):    bareCR,
		strings.Repeat("x", 2*MaxSize) + "\r\n1\n": "the header: line 1: is longer than 64 KiB",
	} {
		r := NewReader(bufio.NewReader(strings.NewReader(in)), Table{Format: CSV})
		for range 2 {
			rec, err := r.Read()
			if _, bad := errors.AsType[*BadRecord](err); rec != nil || bad || err == nil || err.Error() != want {
				t.Errorf("%.100q: got %+v, %v", in, rec, err)
			}
		}
	}
	r := NewReader(bufio.NewReader(strings.NewReader("id,\"na\r\nme\"\r\n1,2\r3\r\n")), Table{Format: CSV})
	if rec, err := r.Read(); err != nil || rec.Values[1] != "2\r3" {
		t.Errorf("got %+v, %v", rec, err)
	}
}

const bareCR = "the header: line 1: the names of the columns have a CR without an LF after it; " +
	`if lines end with CR alone, convert the list first (tr '\r' '\n')`

// Reading takes memory for a few records, whatever quotes are in them.
func TestCSVHostileQuotes(t *testing.T) {
	const size = 2 << 20
	for name, line := range map[string]string{
		"a quote in each line":                "1,\"2\n",
		"an open quote, then quotes in pairs": "1,2\"\"\n",
		"three quotes":                        "\"\"\"\n",
		"quotes alone":                        "\"\n",
		"short lines":                         "\n",
	} {
		t.Run(name, func(t *testing.T) {
			in := "a,b\n\"" + strings.Repeat(line, size/len(line))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			w := NewReader(bufio.NewReader(strings.NewReader(in)), Table{Format: CSV})
			steps := 0
			for {
				_, err := w.Read()
				if _, bad := errors.AsType[*BadRecord](err); err != nil && !bad {
					break
				}
				steps++
				if cap(w.lines.text) > 8*maxLine {
					t.Fatalf("%d bytes are held", cap(w.lines.text))
				}
			}
			runtime.ReadMemStats(&after)
			const each = 1000 // bytes for an error; under -race fmt takes a new buffer for some
			if got := after.TotalAlloc - before.TotalAlloc; got > each*size/uint64(len(line))+1<<20 {
				t.Errorf("%d steps allocate %d bytes", steps, got)
			}
		})
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]Format{
		"a.csv": CSV, "b/A.CSV.GZ": CSV, "a.tsv.zst": TSV, "a.jsonl": JSONL, "a.ndjson.gz": JSONL, "a.sha256": Sums,
		"a.sha256sum.gz": Sums, "a.sha512": Sums, "a.sha512sum": Sums, "a.sha1": Sums, "a.sha1sum": Sums, "a.md5": Sums,
		"a.md5sum": Sums, `b\a.csv`: CSV,
		"a.txt": "", "a.txt.gz": "", "csv": "", "a.csv/b": "", "a.gz": "", "a.csv.gz.gz": "", "-": "", "": "", "a.json": "",
	} {
		if got, ok := FormatOf(name); got != want || ok != (want != "") {
			t.Errorf("%q: got %q", name, got)
		}
	}
}

func TestValue(t *testing.T) {
	var none *Record
	if value, ok := none.Value("a"); ok || value != "" || none.Size() != 0 {
		t.Errorf("no record: got %q", value)
	}
	rec := &Record{Names: []string{"a", "b"}, Values: []string{"1", ""}, Raw: "1,"}
	for name, want := range map[string]string{"a": "1", "b": ""} {
		if value, ok := rec.Value(name); !ok || value != want {
			t.Errorf("%s: got %q, %t", name, value, ok)
		}
	}
	if _, ok := rec.Value("c"); ok {
		t.Error("found a column that is not there")
	}
	if got := rec.Size(); got < 3 || got > 100 {
		t.Errorf("the size is %d", got)
	}
}
