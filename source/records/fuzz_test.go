package records

import (
	"bufio"
	stdcsv "encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// readAll returns the records and the lines of bad ones, and checks what holds for every format.
func readAll(t *testing.T, in string, table Table) (good []*Record, bad []int64) {
	t.Helper()
	r := NewReader(bufio.NewReader(iotest.HalfReader(strings.NewReader(in))), table)
	var last int64
	for {
		rec, err := r.Read()
		line := int64(0)
		if wrong, ok := errors.AsType[*BadRecord](err); ok {
			line, bad = wrong.Line, append(bad, wrong.Line)
			if !strings.Contains(in, wrong.Raw) || strings.Contains(wrong.Raw, "\n") {
				t.Fatalf("bad record %q", wrong.Raw)
			}
		} else if err != nil {
			if _, header := errors.AsType[*HeaderError](err); !header && err != io.EOF && err != ErrArray && err != ErrIndented {
				t.Fatal(err)
			}
			return good, bad
		} else {
			line, good = rec.Line, append(good, rec)
			if len(rec.Values) != len(rec.Names) || len(rec.Raw) > MaxSize || !strings.Contains(in, rec.Raw) {
				t.Fatalf("got %+v", rec)
			}
			for _, value := range rec.Values {
				if !utf8.ValidString(value) || strings.Contains(value, "\x00") {
					t.Fatalf("got %q", value)
				}
			}
		}
		if line <= last {
			t.Fatalf("line %d after line %d", line, last)
		}
		last = line
	}
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a,b\r\n\"1\r\n\"\"\",2\r\n", "a\n\"\n\"\"\n", "\ufeffa;b\n;\"\"\n", "a,b\n1,\"2\n3,4\n", "a\n\"x\"y\n\r\n",
	} {
		f.Add(seed, byte(','))
	}
	f.Fuzz(func(t *testing.T, in string, delim byte) {
		if delim < ' ' || delim >= 0x7f || delim == '"' {
			return
		}
		got, bad := readAll(t, in, Table{Format: CSV, Delimiter: delim})
		std := stdcsv.NewReader(strings.NewReader(strings.TrimPrefix(in, byteOrderMark)))
		std.Comma = rune(delim)
		want, err := std.ReadAll()
		if err != nil || len(want) == 0 || CheckColumns(want[0]) != nil || strings.Contains(in, "\x00") || !utf8.ValidString(in) {
			return
		}
		if strings.Contains(in, "\r\r") { // encoding/csv accepts such a name, and CheckColumns refuses it
			return
		}
		if len(bad) > 0 || len(got) != len(want)-1 {
			t.Fatalf("%d records and bad lines %v, want %d", len(got), bad, len(want)-1)
		}
		for i, rec := range got {
			values := slices.Clone(rec.Values)
			for i := range values { // encoding/csv changes a line break in quotes
				values[i] = strings.ReplaceAll(values[i], "\r\n", "\n")
			}
			if !slices.Equal(values, want[i+1]) {
				t.Fatalf("got %q, want %q", values, want[i+1])
			}
		}
	})
}

func FuzzTSV(f *testing.F) {
	f.Add("a\tb\n1\t2\n\n3\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		got, _ := readAll(t, in, Table{Format: TSV})
		for _, rec := range got {
			if strings.Join(rec.Values, "\t") != rec.Raw {
				t.Fatalf("%q of %q", rec.Values, rec.Raw)
			}
		}
	})
}

func FuzzJSONLines(f *testing.F) {
	for _, seed := range []string{
		"{\"a\":1}\n", `{"a":"\ud83d\ude00","b":[1,{"c":null}]}`, "\ufeff\n{\"a\":\"\\u0000\"}", `{"a":1,"\u0061":2}`, "{}\n[]", "[",
		`{"":1e-7}`, `{"a":"\ud800\u0041"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, _ := readAll(t, in, Table{Format: JSONL})
		for _, rec := range got {
			var want map[string]json.RawMessage
			if err := json.Unmarshal([]byte(rec.Raw), &want); err != nil {
				t.Fatal(err)
			}
			if len(want) != len(rec.Names) {
				t.Fatalf("%d names, want %d", len(rec.Names), len(want))
			}
			for i, name := range rec.Names {
				if string(want[name]) != rec.JSON[i] {
					t.Fatalf("%q: got %s, want %s", name, rec.JSON[i], want[name])
				}
				value := rec.JSON[i]
				if value == "null" {
					value = ""
				} else if value[0] == '"' && json.Unmarshal([]byte(rec.JSON[i]), &value) != nil {
					t.Fatalf("%s is not JSON", rec.JSON[i])
				}
				if rec.Values[i] != value {
					t.Fatalf("got %q, want %q", rec.Values[i], value)
				}
			}
		}
	})
}

func FuzzSums(f *testing.F) {
	md5 := strings.Repeat("0f", 16)
	for _, seed := range []string{
		md5 + "  ./a\n", `\` + md5 + ` *a\n\\`, "MD5 (a) = " + md5, `\MD5 (\\)= ` + md5 + "\r\n# x\n", "x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, _ := readAll(t, in, Table{Format: Sums})
		for _, rec := range got {
			name, algorithm, hash := rec.Values[0], rec.Values[1], rec.Values[2]
			if name == "" || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "./") ||
				algorithms[len(hash)] != algorithm || strings.Trim(hash, "0123456789abcdef") != "" {
				t.Fatalf("got %q", rec.Values)
			}
		}
	})
}
