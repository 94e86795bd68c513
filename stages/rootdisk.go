package stages

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sync/atomic"
	"syscall"

	"github.com/hoist/hoist/internal/filelock"
)

// A rootDisk is the file system itself, from a folder on.
type rootDisk struct {
	root        *os.Root
	folder      *os.File    // the same
	linksByProc atomic.Bool // unnamed files can't be linked in a shorter way
}

func openRootDisk(name string) (*rootDisk, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	folder, err := root.Open(".")
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &rootDisk{root: root, folder: folder}, nil
}

func (d *rootDisk) Close() error { return errors.Join(d.folder.Close(), d.root.Close()) }

func (d *rootDisk) Create(name string, mode fs.FileMode) (file, error) {
	f, err := d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return diskFile{f}, nil
}

func (d *rootDisk) Holds(f file, name string) bool { return hasName(d.root, f.(diskFile).File, name) }

func (d *rootDisk) Rename(from, to string) error { return d.root.Rename(from, to) }

func (d *rootDisk) Remove(name string) error { return d.root.Remove(name) }

func (d *rootDisk) Stat(name string) (fs.FileInfo, error) { return d.root.Stat(name) }

func (d *rootDisk) Lstat(name string) (fs.FileInfo, error) { return d.root.Lstat(name) }

func (d *rootDisk) Open(name string) (fs.File, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err // and no file that is a nil one
	}
	return f, nil
}

// Moved reports whether the folder is not what a path leads to.
func (d *rootDisk) Moved(path string) (bool, error) {
	folder, err := d.folder.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return true, nil
	}
	return err == nil && !os.SameFile(folder, there), err
}

func (d *rootDisk) Mkdir(name string) error {
	err := d.root.MkdirAll(name, 0o777)
	if errors.Is(err, fs.ErrExist) {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return fmt.Errorf("folder %s: %w", name, bare(err))
	}
	return nil
}

func (d *rootDisk) SyncFolder(name string) error {
	return d.in(name, syncFolder)
}

// in calls f with a folder, open. The destination itself is so already.
func (d *rootDisk) in(name string, f func(folder *os.File) error) error {
	if name == "." {
		return f(d.folder)
	}
	folder, err := d.root.Open(name)
	if err != nil {
		return err
	}
	defer folder.Close() // it was only read
	return f(folder)
}

// Link needs the open folder, since os.Root links names only.
func (d *rootDisk) Link(f file, name string) error {
	return d.in(path.Dir(name), func(folder *os.File) error {
		return d.link(f.(descriptor), folder, path.Base(name))
	})
}

// A descriptor is an open file as the system knows it.
type descriptor interface{ Fd() uintptr }

// A diskFile is an open file of a rootDisk that has a name.
type diskFile struct{ *os.File }

func (f diskFile) Lock() error { return filelock.Exclusive(f.File) }

func (f diskFile) CloseLocked() (release func(), err error) { return closeLocked(f.File) }
