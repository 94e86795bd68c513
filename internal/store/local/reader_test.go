package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A Reader finds the files of a directory, and no file in a directory that is not there. It leaves
// temporary files and makes nothing.
func TestReader(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "dir")
	temp := filepath.Join(dir, tempName(1))
	for _, err := range []error{
		os.Mkdir(dir, 0o777), os.WriteFile(filepath.Join(dir, "x"), []byte("text"), 0o666), os.WriteFile(temp, nil, 0o666),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]error{dir: nil, filepath.Join(parent, "missing"): fs.ErrNotExist} {
		r, err := OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := r.Stat(t.Context(), "x")
		if !errors.Is(err, want) || want == nil && info.Size() != 4 {
			t.Errorf("%s: stat: %v, %v", path, info, err)
		}
		file, err := r.Open(t.Context(), "x")
		if !errors.Is(err, want) {
			t.Errorf("%s: open: %v", path, err)
		}
		if file != nil {
			file.Close()
		}
		if got := r.Location("x"); got != filepath.Join(path, "x") {
			t.Errorf("%s: location %s", path, got)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if entries, err := os.ReadDir(parent); err != nil || len(entries) != 1 {
		t.Errorf("there is %v, %v", entries, err)
	}
	if _, err := os.Lstat(temp); err != nil {
		t.Error(err)
	}
	if _, err := OpenReader(filepath.Join(dir, "x")); err == nil {
		t.Error("a file is opened as a directory")
	}
}
