package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// An unnamed file gets its name either way. Neither way replaces a file that has the name or makes
// a directory.
func TestLinkUnnamedFile(t *testing.T) {
	for _, byProc := range []bool{false, true} {
		d, err := Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		d.linksByProc.Store(byProc)
		f, err := d.Unnamed()
		if err != nil {
			t.Skip(err)
		}
		if n, err := f.WriteAt([]byte("flag"), 0); n != 4 || err != nil {
			t.Fatal(n, err)
		}
		for _, name := range []string{"BR", "directory/BR"} {
			err := d.Link(f, name)
			switch {
			case name != "BR" && !errors.Is(err, fs.ErrNotExist):
				t.Errorf("byProc=%v: %s: %v, want that there is no directory", byProc, name, err)
			case name == "BR" && err != nil:
				t.Errorf("byProc=%v: %v", byProc, err)
			}
		}
		if err := d.Link(f, "BR"); !errors.Is(err, fs.ErrExist) {
			t.Errorf("byProc=%v: %v, want that the name is taken", byProc, err)
		}
		if got, err := os.ReadFile(filepath.Join(d.directory.Name(), "BR")); string(got) != "flag" {
			t.Errorf("byProc=%v: read %q, %v", byProc, got, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// If a directory was removed meanwhile, that is not a reason to link by /proc from now on.
func TestLinkIntoADirectoryThatIsGone(t *testing.T) {
	dir := t.TempDir()
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	f, err := d.Unnamed()
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	if err := os.Remove(dir); err != nil {
		t.Skip(err)
	}
	if err := d.Link(f, "BR"); !errors.Is(err, fs.ErrNotExist) || d.linksByProc.Load() {
		t.Errorf("%v, linksByProc=%v", err, d.linksByProc.Load())
	}
}
