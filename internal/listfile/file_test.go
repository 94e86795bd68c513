package listfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func create(t *testing.T, path string) *File {
	t.Helper()
	f, err := Create(path, "list", "--list")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A file replaces an earlier one when it is whole.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte("before\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	f := create(t, path)
	for _, entry := range []string{"a\n", "b\n"} {
		if err := f.Add([]byte(entry)); err != nil {
			t.Fatal(err)
		}
	}
	if got := text(t, path); got != "before\n" {
		t.Errorf("before the end: %q", got)
	}
	if err := f.Publish(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got := text(t, path); got != "a\nb\n" {
		t.Errorf("got %q", got)
	}
}

// If the name of a list is a link, the list goes to the link's target. If a list is not published,
// no file is left.
func TestFileBehindALink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	given := create(t, link)
	given.Add([]byte("a\n"))
	if err := given.Publish(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	dropped := create(t, link)
	dropped.Add([]byte("b\n"))
	if err := dropped.Close(); err != nil {
		t.Fatal(err)
	}
	if got := text(t, target); got != "a\n" {
		t.Errorf("got %q", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("there is %v", entries)
	}
}

// If a list has no name yet, Close closes its file.
func TestClose(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the files of a list have names there")
	}
	f, err := Create(filepath.Join(t.TempDir(), "list"), "list", "--list")
	if err != nil {
		t.Fatal(err)
	}
	pending := f.pending
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := pending.WriteAt([]byte("x"), 0); err == nil {
		t.Error("it is still open")
	}
}

// If the list would replace a file that must not be lost, it is refused, with the reason. If its
// directory is not there, it is refused too.
func TestRefuse(t *testing.T) {
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
		f, err := Create(path, "list", "--list")
		if err == nil {
			f.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasSuffix(err.Error(), "choose another with --list") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// If an entry can't be written, that is an error of its Add, or of Publish if the entry is in the
// buffer until then. Later calls of Add return nil, and Publish returns the error again.
func TestFullDisk(t *testing.T) {
	for name, large := range map[string]bool{"at Add": true, "at Publish": false} {
		t.Run(name, func(t *testing.T) {
			f := create(t, filepath.Join(t.TempDir(), "list"))
			f.text.Reset(fullDisk{})
			if err := f.Add([]byte("a\n")); err != nil {
				t.Errorf("before anything was written: %v", err)
			}
			if large {
				if err := f.Add(make([]byte, 100<<10)); !errors.Is(err, syscall.ENOSPC) {
					t.Errorf("a large entry: %v", err)
				}
			}
			for range 2 {
				if err := f.Publish(t.Context(), false); !errors.Is(err, syscall.ENOSPC) {
					t.Errorf("got %v", err)
				}
				if err := f.Add([]byte("b\n")); err != nil {
					t.Errorf("after the error: %v", err)
				}
			}
		})
	}
}

// A fullDisk fails every write, as a full disk does.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
