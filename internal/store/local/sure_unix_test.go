//go:build unix

package local

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/fdlimit"
)

// Without descriptors the target of a link is unknown. Then Stat must fail, and not describe the
// link, since a file of an earlier run would be fetched again.
func TestStatWaitsForDescriptors(t *testing.T) {
	d, err := OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := put(d, "directory/x", "text"); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"link": "directory/x", "astray": "nowhere", "out": "/etc/hostname"} {
		if err := os.Symlink(target, filepath.Join(d.path, name)); err != nil {
			t.Fatal(err)
		}
	}
	withDescriptors(t, 0, func() {
		if info, err := d.Stat(context.Background(), "link"); !fdlimit.IsExhausted(err) {
			t.Errorf("without descriptors: %v, %v", info, err)
		}
	})
	for name, regular := range map[string]bool{"link": true, "astray": false, "out": false} {
		if info, err := d.Stat(t.Context(), name); err != nil || info.Mode().IsRegular() != regular {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if _, err := d.Stat(t.Context(), "missing"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

// The removal of a missing file is not an error, and an existing file is removed.
func TestRemoveWhatIsNotThere(t *testing.T) {
	d, err := OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := put(d, "x", "text"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"x", "x", "directory/y"} {
		if err := d.Remove(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := disktest.Tree(t, d.path); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

// If a destination can't be opened because too many files are open, the error does not blame the
// destination.
func TestOpenDirWithoutDescriptors(t *testing.T) {
	directory := t.TempDir()
	var err error
	withDescriptors(t, 0, func() { _, err = OpenDir(directory) })
	if err == nil || !strings.HasSuffix(err.Error(), "raise the limit (ulimit -n)") {
		t.Errorf("got %v", err)
	}
}
