package failedlist

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

func open(t *testing.T, path string, end byte) *List {
	t.Helper()
	d, err := Open(path, end)
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

// If the name of a list is a link, the list goes to the link's target. If a list is not published,
// no file is left.
func TestListBehindALink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	given := open(t, link, 0)
	given.Add(&logline.Result{Input: "a", Status: outcome.Error})
	if err := given.Publish(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	dropped := open(t, link, 0)
	dropped.Add(&logline.Result{Input: "b", Status: outcome.Error})
	if err := dropped.Close(); err != nil {
		t.Fatal(err)
	}
	if got := text(t, target); got != "a\x00" {
		t.Errorf("got %q", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("there is %v", entries)
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

// Close discards a list that was not published, and closes its files.
func TestListClose(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the files of a list have names there")
	}
	d, err := Open(filepath.Join(t.TempDir(), "failed"), '\n')
	if err != nil {
		t.Fatal(err)
	}
	pending := d.pending
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if _, err := pending.WriteAt([]byte("x"), 0); err == nil {
		t.Error("it is open still")
	}
}

// If the list would replace a file that must not be lost, it is refused, with the reason. If its
// directory is not there, it is refused too.
func TestListRefuse(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	if err := os.WriteFile(log, []byte(`{"time":"2026-01-01T00:00:00.000000Z"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		log:                              "is the log of a run",
		dir:                              "is not a regular file",
		filepath.Join(dir, "no", "list"): "its directory: ",
	} {
		d, err := Open(path, '\n')
		if err == nil {
			d.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasSuffix(err.Error(), "choose another with --failed") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// If an entry could not be written, that is an error, at its Add or at the end.
func TestFullDisk(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "failed"), '\n')
	defer d.Close()
	d.text.Reset(fullDisk{})
	if err := d.Add(&logline.Result{Input: "a", Status: outcome.Error}); err != nil {
		t.Errorf("before anything was written: %v", err)
	}
	if err := d.Publish(t.Context(), false); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
}

// A fullDisk fails every write, as a full disk does.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
