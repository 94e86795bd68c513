package failedlist

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

func open(t *testing.T, path string, end byte) *List {
	t.Helper()
	d, err := Open(path, "", end)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
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
	d := open(t, path, '\n')
	for i, status := range []outcome.Status{
		outcome.OK, outcome.NotFound, outcome.Error, outcome.Skipped, outcome.Unchanged, outcome.Cancelled,
	} {
		if err := d.Add(&logline.Result{Input: string(rune('a'+i)) + " input", Code: "other", Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	if got := text(t, path); got != "before\n" {
		t.Errorf("before the end: %q", got)
	}
	if err := d.Publish(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got := text(t, path); got != "b input\nc input\nf input\n" {
		t.Errorf("got %q", got)
	}
}

// In a list whose codes end in NUL, a byte order mark at the beginning is part of the first code.
func TestListKeepAMark(t *testing.T) {
	for end, want := range map[byte]string{0: "\ufeffa\x00b\x00", '\n': "\n\ufeffa\nb\n"} {
		path := filepath.Join(t.TempDir(), "failed")
		d := open(t, path, end)
		for _, input := range []string{"\ufeffa", "b"} {
			if err := d.Add(&logline.Result{Input: input, Status: outcome.Error}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Publish(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if got := text(t, path); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The list of a table begins with its header, provided that it has an entry.
func TestHeader(t *testing.T) {
	for _, tt := range []struct {
		inputs []string
		want   string
	}{
		{nil, ""},
		{[]string{"1,\"2\n3\"", "\ufeff4,5"}, "a,b\n1,\"2\n3\"\n\ufeff4,5\n"},
		{[]string{"\ufeff4,5"}, "a,b\n\ufeff4,5\n"},
	} {
		path := filepath.Join(t.TempDir(), "failed.csv")
		d, err := Open(path, "a,b", '\n')
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		for _, input := range tt.inputs {
			if err := d.Add(&logline.Result{Input: input, Status: outcome.Error}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Publish(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if got := text(t, path); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
