package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source/records"
)

var encoder = sync.OnceValue(func() *zstd.Encoder {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return w
})

// splitForms are the forms of lists in tests of parts.
func splitForms() []Spec {
	return []Spec{
		{Format: records.Lines}, {Format: records.Lines, Null: true}, {Format: records.CSV}, {Format: records.TSV},
		{Format: records.CSV, Delimiter: ';', Columns: []string{"a", "b", "c"}}, {Format: records.JSONL}, {Format: records.Sums},
	}
}

// split reads a list, and writes the jobs for which has is true as a part.
func split(t *testing.T, spec Spec, list string, has func(seq uint64) bool) (want []Job, part string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte(list), 0o666); err != nil {
		t.Fatal(err)
	}
	spec.Files = []string{path}
	s, err := Select(spec)
	if err != nil {
		return nil, ""
	}
	defer s.Close()
	end := "\n"
	if spec.Null {
		end = "\x00"
	}
	frame := parts.NewFrame(1, 2)
	var text strings.Builder
	if header, err := s.Header(); err != nil {
		t.Fatal(err)
	} else if header != "" {
		if strings.HasPrefix(header, "\ufeff") {
			text.WriteString(end) // as internal/split does, so that the mark is not skipped
		}
		text.WriteString(header + end)
	} else if !spec.Null {
		text.WriteString(end) // in case that the first input begins with a byte order mark
	}
	seq := uint64(0)
	for job, err := range s.Jobs {
		if err != nil {
			return nil, ""
		}
		if seq++; !has(seq) {
			continue
		}
		job.Seq = seq
		want = append(want, job)
		e, line := s.PartText(&job, seq)
		frame.Add(e)
		text.WriteString(line)
		if !spec.Null && strings.HasSuffix(line, "\r") {
			text.WriteString("\r")
		}
		text.WriteString(end)
	}
	part = filepath.Join(filepath.Dir(path), "part")
	if err := os.WriteFile(part, encoder().EncodeAll([]byte(text.String()), frame.Bytes()), 0o666); err != nil {
		t.Fatal(err)
	}
	return want, part
}

// checkSplit checks that the jobs of the parts of a list are those of the list.
func checkSplit(t *testing.T, spec Spec, list string) {
	t.Helper()
	for name, has := range map[string]func(uint64) bool{
		"all": func(uint64) bool { return true }, "odd": func(n uint64) bool { return n%2 == 1 },
		"even": func(n uint64) bool { return n%2 == 0 }, "not the first": func(n uint64) bool { return n > 1 },
	} {
		want, part := split(t, spec, list, has)
		if part == "" {
			return
		}
		spec.Files = []string{part}
		s, err := Select(spec)
		if err != nil {
			t.Fatalf("%s of %q: %v", name, list, err)
		}
		var got []Job
		for job, err := range s.Jobs {
			if err != nil {
				t.Fatalf("%s of %q: %v", name, list, err)
			}
			got = append(got, job)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%s of %q: %d jobs of %d", name, list, len(got), len(want))
		}
		for i := range want {
			if quoted := s.form.quote(want[i].Input); want[i].Record == nil && len(quoted) > MaxCode {
				if !errors.Is(got[i].Err, ErrTooLong) || got[i].Code != want[i].Code {
					t.Errorf("%.80q: got %.80q, %v, want the code %.80q", want[i].Input, got[i].Code, got[i].Err, want[i].Code)
				}
				continue
			}
			checkSame(t, got[i], want[i])
		}
	}
}

func checkSame(t *testing.T, got, want Job) {
	t.Helper()
	if got.Record != nil && want.Record != nil {
		got.Record.Line = want.Record.Line
	}
	isLong := errors.Is(want.Err, ErrTooLong)
	if (got.Err == nil) != (want.Err == nil) || got.Err != nil && (got.Err.Error() != want.Err.Error() ||
		errors.Is(got.Err, ErrTooLong) != isLong) {
		t.Errorf("the error of %.80q: got %v, want %v", want.Input, got.Err, want.Err)
	}
	got.Err, want.Err = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %.200q, want %.200q", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
	}
}

// nasty are lists with inputs that, alone or first in a part, could be read as something else.
func nasty() []string {
	lists := []string{
		"", "a", "a\nb\n\nc\n", "a\r\nb \r\n \tc\r\r\n\r\r\n", "#x\na\n \r#b\n\r\rc\n", "\ufeffa\n\ufeffb\n\ufeffc",
		"a,b\n1,2\n3\n\"4,5\n6,7\n\"8\n9\",10\n\"11\"x,12\n13,\"14\"\"\"\n\x00,\xff\n",
		"a,b\nhttps://u:PASS@h/\n\"https:\\/\\/u:PASS@h/\n", "a\tb\nhttps://u:PASS@h/\n",
		"{\"a\":\"https:\\/\\/u:PASS@h/\n[\"https://u:PASS@h/\"\n",
		"a\tb\n1\t2\n3\n\"4\t5\n6\t\xff\n", "a;b;c\n\ufeff1;2;3\n\"4;5\n", "\n\ufeff1;2;3\n\"4;5\n", "\n\ufeffa\tb\n1\t2\n",
		"{\"code\":\"a\"}\n[1]\n{\n\"x\\n\\\"\"\n{\"code\":\"\\u0001\"}\n{}\nnull\n \t[\n{\"a\":1,\"a\":2}\n",
		"d41d8cd98f00b204e9800998ecf8427e  a\nx\n" +
			"MD5 (b) = d41d8cd98f00b204e9800998ecf8427e\n#c\n\\d41d8cd98f00b204e9800998ecf8427e  \\x\n",
		"a\x00b\nc\x00\x00#d\x00 e \x00\r\x00", "\xff\xfea\nb\n", "BM\x01\nb\n\x1f\x8b\nPAR1\x01\n",
	}
	for _, begin := range []string{"x", "#", " \t#", "\r", "[", "\"", "{\"a\":\"", "a,", "\"\"\"\"\"\"\"\""} {
		for _, size := range []int{100, MaxCode - 1, MaxCode + 100} {
			lists = append(lists, "a,b\n"+begin+strings.Repeat("x", size)+"\nc,d\n", "a\n"+strings.Repeat(begin, size/len(begin))+"\nb\n")
		}
	}
	return lists
}

// Any part of a list has the jobs of the list, with their inputs and errors.
func TestPartsOfNastyLists(t *testing.T) {
	for _, spec := range splitForms() {
		for _, list := range nasty() {
			checkSplit(t, spec, list)
		}
	}
}

// The same for any list.
func FuzzParts(f *testing.F) {
	for i := range splitForms() {
		for _, list := range nasty() {
			if len(list) < 1000 {
				f.Add(i, list)
			}
		}
	}
	f.Fuzz(func(t *testing.T, form int, list string) {
		if forms := splitForms(); form >= 0 && form < len(forms) {
			checkSplit(t, forms[form], list)
		}
	})
}
