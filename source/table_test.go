package source

import (
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/hoist/hoist/internal/packtest"
	"github.com/hoist/hoist/source/records"
)

// list returns the path of a new file with text.
func list(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// jobTexts returns the jobs of a selection: `code input` of each, or its error.
func jobTexts(t *testing.T, s *Selection) (jobs []string) {
	t.Helper()
	for job, err := range s.Jobs {
		if err != nil {
			return append(jobs, "END "+err.Error())
		}
		if job.Err != nil {
			jobs = append(jobs, job.Code+" | "+job.Input+" | "+job.Err.Error())
			continue
		}
		if job.Record == nil || job.Record.Raw != job.Input {
			t.Errorf("the record of %q is %+v", job.Input, job.Record)
		}
		jobs = append(jobs, job.Code+" | "+job.Input)
	}
	return jobs
}

func TestSelectTable(t *testing.T) {
	md5 := strings.Repeat("0", 32)
	for _, tt := range []struct {
		name, file, text string
		spec             Spec
		columns          string
		want             []string
	}{
		{"the column code", "a.csv", "n,url,id,code\n1,u,i,c\n", Spec{}, "n url id code", []string{"c | 1,u,i,c"}},
		{"the column id", "a.csv", "n,url,id\n1,u,i\n", Spec{}, "n url id", []string{"i | 1,u,i"}},
		{"the column url", "a.tsv", "n\turl\n1\tu\n", Spec{}, "n url", []string{"u | 1\tu"}},
		{"the first column", "a.csv", "n,m\n1,2\n", Spec{}, "n m", []string{"1 | 1,2"}},
		{"columns given", "a.csv", "1,2\n", Spec{Columns: []string{"n", "id"}}, "n id", []string{"2 | 1,2"}},
		{"a delimiter", "a.csv", "n;id\n1;2\n", Spec{Delimiter: ';'}, "n id", []string{"2 | 1;2"}},
		{"JSON Lines", "a.jsonl", `{"url":"u","id":7}` + "\n" + `{"n":1.0}`, Spec{}, "", []string{
			`7 | {"url":"u","id":7}`, `1.0 | {"n":1.0}`,
		}},
		{"sums", "a.md5", md5 + "  ./a b\n", Spec{}, "code algorithm hash", []string{"a b | " + md5 + "  ./a b"}},
		{"a format that the name does not have", "a.txt", "id\n1\n", Spec{Format: records.CSV}, "id", []string{"1 | 1"}},
		{"lines by the option", "a.csv", "1,2\n", Spec{Format: records.Lines}, "", []string{"1,2 | 1,2"}},
		{"flags", "a.csv", "id\nbr\nx\n", Spec{Flags: true}, "id", []string{
			"BR | br", "x | x | line 3: a flag code is two letters, A to Z",
		}},
		{"bad records", "a.csv", "id,n\n1\n2,\"x\n3,4\n,5\n\"6\n7\",8\n", Spec{}, "id n", []string{
			"1 | 1 | line 2: 1 field, and the header has 2",
			"2,\"x | 2,\"x | line 3: field 2 has text after its closing quote",
			"3 | 3,4", ",5 | ,5 | line 5: the code is empty",
			"6\n7 | \"6\n7\",8 | line 6: the code has a control character",
		}},
		{"a bad record that is long", "a.csv", "id,n\n" + strings.Repeat("x", 100) + "\n", Spec{}, "id n", []string{
			strings.Repeat("x", 100) + " | " + strings.Repeat("x", 100) + " | line 2: 1 field, and the header has 2",
		}},
		{"a record that is too long", "a.csv", "id,n\n" + strings.Repeat("x", MaxCode+1) + "\n1,2\n", Spec{}, "id n", []string{
			strings.Repeat("x", 64) + "… | " + strings.Repeat("x", 64) + "… | line 2: is longer than 64 KiB", "1 | 1,2",
		}},
		{"unique by the code", "a.csv", "n,id\n1,a\n2,a\n", Spec{Unique: true}, "n id", []string{
			"a | 1,a", "a | 2,a | was seen before",
		}},
		{"limit", "a.csv", "id\n1\n2\n", Spec{Limit: limit(1)}, "id", []string{"1 | 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := list(t, tt.file, tt.text)
			spec := tt.spec
			spec.Files = []string{path}
			s := selected(t, spec)
			if tt.spec.Format != records.Lines {
				if got := strings.Join(s.Columns, " "); got != tt.columns || s.AnyColumn != strings.HasSuffix(tt.file, "l") {
					t.Errorf("columns %q, any %t", got, s.AnyColumn)
				}
				if diff := cmp.Diff(tt.want, jobTexts(t, s)); diff != "" {
					t.Errorf("a file (-want +got)\n%s", diff)
				}
			}
			spec.Files = nil
			spec.Format = s.Format
			spec.Stdin = pipe(t, tt.text[:min(len(tt.text), 60_000)])
			s = selected(t, spec)
			if len(tt.text) < 60_000 && tt.spec.Format != records.Lines {
				if diff := cmp.Diff(tt.want, jobTexts(t, s)); diff != "" {
					t.Errorf("a pipe (-want +got)\n%s", diff)
				}
			}
		})
	}
}

// The columns of several tables are those that all have.
func TestSelectTables(t *testing.T) {
	first, second := list(t, "a.csv", "n,url,id\n1,u,i\n"), list(t, "b.csv", "id,code,n\nj,c,2\n")
	empty := list(t, "c.csv", "")
	s := selected(t, Spec{Files: []string{empty, first, second, empty}})
	if got := strings.Join(s.Columns, " "); got != "n id" || s.AnyColumn {
		t.Errorf("columns %q, any %t", got, s.AnyColumn)
	}
	if _, err := s.Header(); err == nil || !strings.Contains(err.Error(), "different headers") {
		t.Errorf("got %v", err)
	}
	if got := jobTexts(t, s); !slices.Equal(got, []string{"i | 1,u,i", "j | j,c,2"}) {
		t.Errorf("got %q", got)
	}
	s = selected(t, Spec{Files: []string{first, empty, first}})
	if got, err := s.Header(); got != "n,url,id" || err != nil {
		t.Errorf("header %q, %v", got, err)
	}
	s = selected(t, Spec{Files: []string{empty}})
	if got, err := s.Header(); s.Columns != nil || !s.AnyColumn || got != "" || err != nil || jobTexts(t, s) != nil {
		t.Errorf("an empty table: columns %q, header %q, %v", s.Columns, got, err)
	}
}

// The code need not be a column.
func TestSelectionCode(t *testing.T) {
	s := selected(t, Spec{Files: []string{list(t, "a.csv", "n,id\n1,a\n2,\n")}})
	s.Code = func(r *records.Record) (string, error) {
		n, _ := r.Value("n")
		id, _ := r.Value("id")
		if id == "" {
			return "", errors.New("there is no id")
		}
		return n + "/" + id, nil
	}
	if got := jobTexts(t, s); !slices.Equal(got, []string{"1/a | 1,a", "2, | 2, | line 3: there is no id"}) {
		t.Errorf("got %q", got)
	}
}

func TestSelectRefusesTables(t *testing.T) {
	table := list(t, "a.csv", "id\n1\n")
	for _, tt := range []struct {
		name string
		spec Spec
		want string
	}{
		{"an unknown format", Spec{Files: []string{table}, Format: "xml"},
			"--format xml: must be lines, csv, tsv, jsonl or sums"},
		{"arguments", Spec{Args: []string{"a"}, Format: "csv"}, "--format: is for a list"},
		{"two formats", Spec{Files: []string{table, list(t, "b.tsv", "id\n")}}, "are csv and tsv by their names; --format"},
		{"a table and lines", Spec{Files: []string{table, list(t, "b", "id\n")}}, "are csv and lines by their names; --format"},
		{"--null", Spec{Files: []string{table}, Null: true}, "--null: is for lines, and the list is csv; --format changes that"},
		{"columns of lines", Spec{Columns: []string{"a"}, Stdin: null(t)}, "--columns: is for csv and tsv, and the list is lines"},
		{"columns of sums", Spec{Columns: []string{"a"}, Files: []string{"x.md5"}}, "--columns: is for csv and tsv"},
		{"a delimiter of TSV", Spec{Delimiter: ';', Files: []string{"x.tsv"}}, "--delimiter: is for csv, and the list is tsv"},
		{"a quote as delimiter", Spec{Delimiter: '"', Files: []string{table}}, "--delimiter: must be one ASCII character"},
		{"a column twice", Spec{Columns: []string{"a", "a"}, Files: []string{table}}, `--columns: two columns have the name "a"`},
		{"a column twice in a header", Spec{Files: []string{list(t, "b.csv", "a,a\n")}},
			`b.csv: the header: line 1: two columns have the name "a"`},
		{"tables without a common column", Spec{Files: []string{list(t, "b.csv", "a,b\n"), list(t, "e.csv", ""), list(t,
			"c.csv", "c,d\n")}},
			"c.csv has none of the columns of "},
		{"three tables without a common column", Spec{Files: []string{
			list(t, "b.csv", "a,b\n"), list(t, "c.csv", "b,c\n"), list(t, "d.csv", "a,c\n"),
		}}, "b.csv (b), so their codes have no column; run them separately"},
		{"standard input twice", Spec{Files: []string{"-", "-"}, Format: "csv", Stdin: open(t, table)}, "can be given once"},
		{"a JSON array", Spec{Files: []string{list(t, "b.jsonl", "[\n{}]")}},
			"b.jsonl is not a list of codes: it is a JSON array; write one object a line (jq -c '.[]')"},
		{"indented JSON", Spec{Files: []string{list(t, "b.jsonl", "{\n\"a\":1}")}}, "it is JSON over several lines"},
		{"a picture", Spec{Files: []string{list(t, "b.csv", picturePNG)}}, "b.csv is not a list of codes: it is a picture (PNG)"},
	} {
		t.Run(tt.name, func(t *testing.T) { checkSelectRefuses(t, tt.spec, tt.want, nil) })
	}
}

// packs are the ways in which a list may be encoded.
var packs = map[string]func(*testing.T, string) string{
	"gzip":     func(_ *testing.T, text string) string { return packtest.Gzip(text) },
	"UTF-16LE": func(t *testing.T, text string) string { return inUTF16(t, text, unicode.LittleEndian) },
	"UTF-16BE": func(t *testing.T, text string) string { return inUTF16(t, text, unicode.BigEndian) },
	"UTF-8":    func(_ *testing.T, text string) string { return "\ufeff" + text },
}

func inUTF16(t *testing.T, text string, order unicode.Endianness) string {
	t.Helper()
	out, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Each format may be compressed, in UTF-16, or both.
func TestSelectDecodes(t *testing.T) {
	both := func(t *testing.T, text string) string { return packs["gzip"](t, packs["UTF-16LE"](t, text)) }
	for how, pack := range map[string]func(*testing.T, string) string{
		"gzip": packs["gzip"], "UTF-16LE": packs["UTF-16LE"], "UTF-16BE": packs["UTF-16BE"], "UTF-8": packs["UTF-8"], "both": both,
	} {
		for _, tt := range []struct {
			text string
			spec Spec
			want string
		}{
			{"BR CN # é\n", Spec{Flags: true}, "BR CN"},
			{"é\r\n日本\n", Spec{}, "é 日本"},
			{"id,n\r\né,1\r\n\"日\"\"本\",2\r\n", Spec{Format: records.CSV}, `é 日"本`},
			{`{"id":"é"}`, Spec{Format: records.JSONL}, "é"},
		} {
			for where, spec := range map[string]Spec{
				"a file": {Files: []string{file(t, pack(t, tt.text))}}, "a pipe": {Stdin: pipe(t, pack(t, tt.text))},
			} {
				spec.Flags, spec.Format = tt.spec.Flags, tt.spec.Format
				var codes []string
				for job, err := range selected(t, spec).Jobs {
					if err != nil || job.Err != nil {
						t.Errorf("%v, %v", err, job.Err)
					}
					codes = append(codes, job.Code)
				}
				if got := strings.Join(codes, " "); got != tt.want {
					t.Errorf("%s, %s: got %q, want %q", how, where, got, tt.want)
				}
			}
		}
	}
}

// If a compressed list breaks off, the codes before that are jobs, and then comes an error that
// names the list.
func TestSelectBroken(t *testing.T) {
	text := "id\n" + strings.Repeat("a\n", 100_000)
	packed := packs["gzip"](t, text)
	path := list(t, "a.csv.gz", packed[:len(packed)-20])
	n := 0
	for job, err := range selected(t, Spec{Files: []string{path}}).Jobs {
		if err != nil {
			if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasSuffix(err.Error(), "a.csv.gz: the gzip data breaks off") {
				t.Errorf("got %v", err)
			}
			break
		}
		if n++; job.Code != "a" {
			t.Fatalf("got %+v", job)
		}
	}
	if n < 10_000 || n == 100_000 {
		t.Errorf("%d codes", n)
	}
	path = list(t, "b.csv.gz", packed[:4])
	s := selected(t, Spec{Files: []string{path}})
	if got := jobTexts(t, s); len(got) != 1 || !strings.HasSuffix(got[0], "b.csv.gz: the gzip data breaks off") || !s.AnyColumn {
		t.Errorf("got %q", got)
	}
}

// The header is read when a pipe brings it, and each record is a job when its line has come.
func TestTableWaitsForOneRead(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	write := func(text string) {
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	write("id\n")
	next, stop := iter.Pull2(selected(t, Spec{Stdin: r, Format: records.CSV}).Jobs)
	defer stop()
	for _, code := range []string{"a", "b", "c"} {
		write(code + "\n")
		if job, err, ok := next(); !ok || err != nil || job.Code != code {
			t.Fatalf("got %+v, %v, want %s", job, err, code)
		}
	}
	w.Close()
}

// The share of a table grows with its records. That of a short compressed list is not known, since
// all of it is read at once.
func TestShareOfTables(t *testing.T) {
	plain := list(t, "a.csv", "id\naa\nbb\n")
	packed := list(t, "b.csv.gz", packs["gzip"](t, "id\naa\nbb\n"))
	for path, want := range map[string][2]float64{plain: {6.0 / 9, 1}, packed: {-1, -1}} {
		s := selected(t, Spec{Files: []string{path}})
		first := -1.0
		for range s.Jobs {
			if first < 0 {
				first = s.share()
			}
		}
		if got := [2]float64{first, s.share()}; got != want || s.Reading().Share != 1 {
			t.Errorf("%s: %v, and %v at the end", path, got, s.Reading())
		}
	}
}

// If the header changes before the records are read, that is an error.
func TestHeaderChanged(t *testing.T) {
	path := list(t, "a.csv", "id\n1\n")
	s := selected(t, Spec{Files: []string{path}})
	if err := os.WriteFile(path, []byte("di\n1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := jobTexts(t, s); len(got) != 1 || !strings.HasSuffix(got[0], "its header has changed since the run began") {
		t.Errorf("got %q", got)
	}
}
