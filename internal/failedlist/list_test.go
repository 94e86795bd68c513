package failedlist

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// form writes inputs as lines. A list begins with before and its first input.
type form struct{ before string }

func (f form) Begin(input string) string {
	if f.before == "" {
		return ""
	}
	return f.before + input + "\n"
}

func (form) Text(input string) string { return input + "\n" }

func open(t *testing.T, path string, form Form) *List {
	t.Helper()
	l, err := Open(path, form)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The list has the input of each code that has no file, and replaces an earlier list when it is
// whole.
func TestList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failed")
	if err := os.WriteFile(path, []byte("before\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	l := open(t, path, form{})
	for i, status := range []outcome.Status{
		outcome.OK, outcome.NotFound, outcome.Error, outcome.Skipped, outcome.Unchanged, outcome.Cancelled,
	} {
		if err := l.Add(&logline.Result{Input: string(rune('a'+i)) + " input", Code: "other", Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	if got := text(t, path); got != "before\n" {
		t.Errorf("before the end: %q", got)
	}
	if err := l.Publish(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got := text(t, path); got != "b input\nc input\nf input\n" {
		t.Errorf("got %q", got)
	}
}

// A list begins with the text before its first input, provided that it has one.
func TestBegin(t *testing.T) {
	for _, tt := range []struct {
		inputs []string
		want   string
	}{
		{nil, ""},
		{[]string{"", "1,2", "3,4"}, "before 1,2\n1,2\n3,4\n"},
	} {
		path := filepath.Join(t.TempDir(), "failed.csv")
		l := open(t, path, form{"before "})
		for _, input := range tt.inputs {
			if err := l.Add(&logline.Result{Input: input, Status: outcome.Error}); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Publish(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if got := text(t, path); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
