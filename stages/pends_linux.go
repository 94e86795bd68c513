package stages

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"

	"golang.org/x/sys/unix"
)

// openPends finds out whether the destination's file system can make files without a name, and whether they can be
// named later (open(2), O_TMPFILE; linkat(2)).
func openPends(d *Dir) (pends, error) {
	folder, err := d.root.Open(".")
	if err != nil {
		return nil, err
	}
	files := &unnamedFiles{dir: d, folder: folder}
	switch err := files.probe(); {
	case err == nil:
		return files, nil
	case exhausted(err):
		folder.Close()
		return nil, err
	}
	folder.Close()
	return openTempFiles(d)
}

// probe makes a file, and looks for what it can be named by.
func (u *unnamedFiles) probe() error {
	f, err := u.create()
	if err != nil {
		return err
	}
	defer f.Close() // nothing was written to it
	_, err = os.Stat(procName(f))
	return err
}

// procName is the name by which open(2) shows how to link an unnamed file. AT_EMPTY_PATH would do without /proc,
// but needs a capability on most kernels.
func procName(f *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", f.Fd()) }

// unnamedFiles are pending files without a name: they vanish with the process, however it ends.
type unnamedFiles struct {
	dir    *Dir
	folder *os.File // the destination
}

func (u *unnamedFiles) close() error { return u.folder.Close() }

func (u *unnamedFiles) create() (*os.File, error) {
	fd, err := unix.Openat(int(u.folder.Fd()), ".", unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o666)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), u.dir.path), nil
}

func (u *unnamedFiles) write(p []byte) (Pending, error) {
	f, err := u.create()
	if err != nil {
		return nil, u.dir.writeError(err)
	}
	return begin(&unnamedFile{diskFile: diskFile{f, u.dir}, folder: u.folder}, p)
}

type unnamedFile struct {
	diskFile
	folder *os.File // the destination
	temp   string   // a name that it has for now
}

// Publish waits for nothing.
func (u *unnamedFile) Publish(_ context.Context, name string) error {
	if err := u.name(name); exhausted(err) {
		return err
	} else if err != nil {
		return errors.Join(err, u.Discard())
	}
	if err := u.File.Close(); err != nil {
		return errors.Join(u.dir.writeError(err), u.dir.root.Remove(name))
	}
	return nil
}

// Discard takes a temporary name away while the lock is held.
func (u *unnamedFile) Discard() error {
	var err error
	if u.temp != "" {
		err = u.dir.root.Remove(u.temp)
	}
	return errors.Join(err, u.File.Close())
}

func (u *unnamedFile) name(name string) error {
	if u.temp != "" {
		return u.replace(name)
	}
	err := u.link(name)
	if err == errTaken {
		return u.replace(name)
	}
	return err
}

var errTaken = errors.New("the name is taken")

// link gives the file a name that nothing has; else the error is errTaken.
func (u *unnamedFile) link(name string) error {
	dir, err := u.dir.makeParent(name)
	if err != nil {
		return err
	}
	folder := u.folder
	if dir != "." {
		if folder, err = u.dir.root.Open(dir); err != nil {
			return u.dir.publishError(name, err)
		}
		defer folder.Close()
	}
	switch err := linkAt(u.File, folder, path.Base(name)); {
	case err == nil:
		return nil
	case errors.Is(err, unix.EEXIST):
		return errTaken
	default:
		return u.dir.publishError(name, err)
	}
}

func linkAt(f, folder *os.File, name string) error {
	return unix.Linkat(unix.AT_FDCWD, procName(f), int(folder.Fd()), name, unix.AT_SYMLINK_FOLLOW)
}

// replace takes the way over a temporary name, since a link can't replace what has the name, but a rename can. An
// unnamed file that had a name and lost it can't be linked again, so the temporary name is kept for another try.
func (u *unnamedFile) replace(name string) (err error) {
	if u.temp == "" {
		if u.temp, err = u.takeTemp(); err != nil {
			return u.dir.publishError(name, err)
		}
	}
	if err := u.dir.root.Rename(u.temp, name); err != nil {
		return u.dir.replaceError(name, err)
	}
	u.temp = ""
	return nil
}

// takeTemp locks the file and gives it a temporary name.
func (u *unnamedFile) takeTemp() (string, error) {
	if err := lock(u.File); err != nil {
		return "", err
	}
	return u.dir.temps.claim(func(name string) error { return linkAt(u.File, u.folder, name) })
}
