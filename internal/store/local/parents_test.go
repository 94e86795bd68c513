package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/disk/disktest"
)

// Each directory above the destination is synced, up to the root. If such a directory no longer
// exists, that is an error.
func TestSyncParentsReachesEachDirectoryAbove(t *testing.T) {
	top := filepath.Join(t.TempDir(), "a", "b", "c")
	d, err := OpenDir(filepath.Join(top, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.SyncParents(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Dir(top)); err != nil {
		t.Skip("an open directory can't be removed: ", err)
	}
	if err := d.SyncParents(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without the directories above it: %v", err)
	}
}

// A directory above the destination that the user may not read was not made by this user, and is
// not synced.
func TestSyncParentsLeavesOutWhatMayNotBeRead(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("root may read all, and Windows has no such mode")
	}
	closed := filepath.Join(t.TempDir(), "closed")
	d, err := OpenDir(filepath.Join(closed, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := os.Chmod(closed, 0o100); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(closed, 0o700)
	if err := d.SyncParents(); err != nil {
		t.Error(err)
	}
}

// Before a new file is locked, another run may remove it as a leftover.
func TestCreateWhatAnotherRunSweeps(t *testing.T) {
	directory := t.TempDir()
	root, err := disk.Open(directory)
	if err != nil {
		t.Fatal(err)
	}
	swept, open := 0, 0
	d := &Dir{path: directory, disk: &disktest.Spy{Root: root, Around: func(c *disktest.Call, do func() error) error {
		if c.Op == "Lock" && swept < 3 {
			swept++
			sweep(root.Root)
		}
		switch c.Op {
		case "Create":
			open++
		case "Close", "release":
			open--
		}
		return do()
	}}}
	defer d.Close()
	if err := put(d, "x", "whole"); err != nil {
		t.Fatal(err)
	}
	if got := disktest.Tree(t, directory); len(got) != 1 || got["x"] != "whole" || swept != 3 || open != 0 {
		t.Errorf("after %d sweeps: %v, and %d files are open", swept, got, open)
	}
}
