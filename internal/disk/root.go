package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hoist/hoist/internal/filelock"
)

// A Root is the file system itself, from a directory on.
type Root struct {
	Root        *os.Root
	directory   *os.File    // the same
	linksByProc atomic.Bool // unnamed files can't be linked in a shorter way
}

// Open opens a directory. Close must be called on the Root.
func Open(name string) (*Root, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	directory, err := root.Open(".")
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Root{Root: root, directory: directory}, nil
}

// Close closes the directory. It does not close open files.
func (d *Root) Close() error { return errors.Join(d.directory.Close(), d.Root.Close()) }

func (d *Root) Create(name string, mode fs.FileMode) (File, error) {
	f, err := d.Root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return diskFile{f}, nil
}

func (d *Root) Holds(f File, name string) bool { return HasName(d.Root, f.(diskFile).File, name) }

func (d *Root) Rename(from, to string) error { return d.Root.Rename(from, to) }

func (d *Root) Remove(name string) error { return d.Root.Remove(name) }

func (d *Root) Stat(name string) (fs.FileInfo, error) { return d.Root.Stat(name) }

func (d *Root) Lstat(name string) (fs.FileInfo, error) { return d.Root.Lstat(name) }

func (d *Root) Open(name string) (fs.File, error) {
	f, err := d.Root.Open(name)
	if err != nil {
		return nil, err // and not a file that contains nil
	}
	return f, nil
}

// Moved reports whether a path no longer leads to the directory.
func (d *Root) Moved(path string) (bool, error) {
	directory, err := d.directory.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return true, nil
	}
	return err == nil && !os.SameFile(directory, there), err
}

func (d *Root) Mkdir(name string) error {
	err := d.Root.MkdirAll(name, 0o777)
	if errors.Is(err, fs.ErrExist) {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return fmt.Errorf("directory %s: %w", name, Bare(err))
	}
	return nil
}

func (d *Root) SyncDir(name string) error {
	return d.In(name, SyncDir)
}

// In calls f with a directory, open. The destination itself is so already.
func (d *Root) In(name string, f func(directory *os.File) error) error {
	if name == "." {
		return f(d.directory)
	}
	directory, err := d.Root.Open(name)
	if err != nil {
		return err
	}
	defer directory.Close() // it was only read
	return f(directory)
}

// Link needs the open directory, since os.Root links names only.
func (d *Root) Link(f File, name string) error {
	return d.In(path.Dir(name), func(directory *os.File) error {
		return d.link(f.(descriptor), directory, path.Base(name))
	})
}

// A descriptor is an open file as the system knows it.
type descriptor interface{ Fd() uintptr }

// A diskFile is an open file of a Root that has a name.
type diskFile struct{ *os.File }

func (f diskFile) SetModTime(at time.Time) error { return setModTime(f, at) }

func (f diskFile) Lock() error { return filelock.Exclusive(f.File) }

func (f diskFile) CloseLocked() (release func(), err error) { return closeLocked(f.File) }

// Bare removes the text that os adds to an error, since the caller describes the action and the
// file better.
func Bare(err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &linkErr):
		return Bare(linkErr.Err)
	case errors.As(err, &pathErr):
		return Bare(pathErr.Err)
	}
	return err
}

// HasName reports whether name is still f's.
func HasName(root *os.Root, f *os.File, name string) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := root.Lstat(name)
	return err == nil && os.SameFile(info, there)
}
