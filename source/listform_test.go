package source

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/hoist/hoist/internal/filekind"
	"github.com/hoist/hoist/source/records"
)

// again writes the jobs of a list for which has is true as another list, and returns its path.
func again(t *testing.T, spec Spec, has func(i int) bool) (jobs []Job, text string) {
	t.Helper()
	s, err := Select(spec)
	if err != nil {
		return nil, ""
	}
	defer s.Close()
	form, err := s.ListForm()
	if err != nil {
		t.Fatal(err)
	}
	n := -1
	for job, err := range s.Jobs {
		if err != nil {
			return jobs, text
		}
		n++
		isLong := errors.Is(job.Err, ErrTooLong) && job.Record == nil // only its beginning is kept
		if !has(n) || isLong || len(form.text(job.Input)) > MaxCode {
			continue
		}
		if text == "" {
			text = form.Begin(job.Input)
		}
		text += form.Text(job.Input)
		jobs = append(jobs, job)
	}
	return jobs, text
}

// checkAgain checks that the jobs of a list that is written again are those of the list. It writes
// both to path.
func checkAgain(t *testing.T, path string, spec Spec, list string) {
	t.Helper()
	spec.Files = []string{path}
	all := func(int) bool { return true }
	for name, has := range map[string]func(int) bool{
		"all": all, "odd": func(n int) bool { return n%2 == 1 }, "not the first": func(n int) bool { return n > 0 },
	} {
		write(t, path, list)
		want, text := again(t, spec, has)
		if text == "" {
			continue
		}
		write(t, path, text)
		got, twice := again(t, spec, all)
		if len(got) != len(want) {
			t.Fatalf("%s of %.200q, again %.200q: %d jobs of %d", name, list, text, len(got), len(want))
		}
		for i := range want {
			checkAgainSame(t, got[i], want[i])
		}
		if twice != text {
			t.Errorf("%s of %.200q: %.200q, then %.200q", name, list, text, twice)
		}
	}
}

func checkAgainSame(t *testing.T, got, want Job) {
	t.Helper()
	if (got.Err == nil) != (want.Err == nil) {
		t.Errorf("%.80q: the error is %v, and was %v", want.Input, got.Err, want.Err)
		return
	}
	if want.Err != nil && want.Record == nil {
		return // it may be written otherwise
	}
	if got.Record != nil && want.Record != nil {
		got.Record.Line = want.Record.Line
	}
	got.Err, want.Err = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func againForms() []Spec {
	return append(splitForms(), Spec{Format: records.Lines, Flags: true}, Spec{Format: records.CSV, Columns: []string{"a"}})
}

// badlyBegun are lists that are read, without their first input, as files of other kinds.
func badlyBegun() (lists []string) {
	for _, s := range filekind.Signatures() {
		lists = append(lists, "code\n"+s.Bytes+"x\x01\nx\n", "code\nx\n\n\n"+s.Bytes+"\x00x\x00y\x01\x00z\x00")
	}
	return append(lists, "code\n\xff\xfex\x00\n", "code\n\x1f\x8b\x08\n", "code\nx\n\x50\x2a\x4d\x18\n\x28\xb5\x2f\xfd\n",
		"code\x00\x00asm\x00x\x00\xff\xfe\x00x\x00", "code\n\x00a\x00b\n", "{\"a\":1}\n\r[1]\n{ \r\r\n[\t\"\n{\n{}\n",
		"a\n\"b\nc\n\"\n\"d\",\"\n\"\n", "a,b\nBM,1\nx,\x01\n", "a,b\n1,\"abc\n2,def\"\n3,4\n")
}

// A list that is written again has the same jobs.
func TestListForm(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list")
	for _, spec := range againForms() {
		for _, list := range append(nasty(), badlyBegun()...) {
			if len(list) < 1000 || spec.Format == records.CSV { // long lists take time
				checkAgain(t, path, spec, list)
			}
		}
	}
}

// The same for any list.
func FuzzListForm(f *testing.F) {
	for i := range againForms() {
		for _, list := range append(nasty(), badlyBegun()...) {
			if len(list) < 1000 {
				f.Add(i, list)
			}
		}
	}
	f.Fuzz(func(t *testing.T, form int, list string) {
		if forms := againForms(); form >= 0 && form < len(forms) {
			checkAgain(t, filepath.Join(t.TempDir(), "list"), forms[form], list)
		}
	})
}

// Usual lists are as they were given.
func TestListFormOfUsualLists(t *testing.T) {
	for _, tt := range []struct {
		spec       Spec
		list, want string
	}{
		{Spec{Format: records.Lines}, "a\n# b\n\n c\n", "a\nc\n"},
		{Spec{Format: records.Lines}, "a\n\ufeffb\n", "a\n\ufeffb\n"},
		{Spec{Format: records.Lines, Null: true}, "\ufeffa\x00\x00b\n\x00", "\ufeffa\x00b\n\x00"},
		{Spec{Format: records.Lines, Null: true}, "a\nb\x00c\x00", "a\nb\x00c\x00"},
		{Spec{Format: records.CSV}, "\ufeffa,\"b\"\r\n\"1\n\",2\n\n3\n4,\"5\n", "a,\"b\"\n\"1\n\",2\n3\n\"4,\"\"5\"\n"},
		{Spec{Format: records.JSONL}, "{\"a\":1}\n[1]\n", "{\"a\":1}\n\"[1]\"\n"},
		{Spec{Format: records.Lines}, "BM\n", "\n\n\nBM\n"},
	} {
		tt.spec.Files = []string{filepath.Join(t.TempDir(), "list")}
		write(t, tt.spec.Files[0], tt.list)
		if _, got := again(t, tt.spec, func(int) bool { return true }); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.list, got, tt.want)
		}
	}
}
