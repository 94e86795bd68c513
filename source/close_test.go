package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// The end of a selection closes all its files, and reports each file that could not be closed.
func TestSelectionClose(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, name := range []string{"a", "b", "c"} {
		names = append(names, filepath.Join(dir, name))
		if err := os.WriteFile(names[len(names)-1], []byte("BR\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Select(Spec{Files: names, Flags: true})
	if err != nil {
		t.Fatal(err)
	}
	s.files[0].Close()
	if err := s.Close(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("the first was closed before: %v", err)
	}
	for _, f := range s.files {
		if err := f.Close(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%s was left open: %v", f.Name(), err)
		}
	}
}
