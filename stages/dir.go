package stages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// A Dir is the Store of a destination folder. Nothing is ever written outside of it, whatever links are in it.
type Dir struct {
	path  string
	root  *os.Root
	temps temps
	pends pends
}

// pends makes pending files: without a name where the system can do that, with a temporary one elsewhere.
type pends interface {
	write(p []byte) (Pending, error)
	close() error
}

// OpenDir opens the folder, which it makes, with its parents, if it is not there. It checks that files can be
// made in it, and removes the temporary names that earlier runs left when they were killed.
func OpenDir(name string) (*Dir, error) {
	d, err := openDir(name)
	switch {
	case exhausted(err):
		return nil, fmt.Errorf("destination %s: %w; raise the limit (ulimit -n)", name, bare(err))
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("destination %s: what is there is no folder; choose another with --out", name)
	case err != nil:
		return nil, fmt.Errorf("destination %s: %w; choose another with --out", name, bare(err))
	}
	return d, nil
}

func openDir(name string) (*Dir, error) {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	d := &Dir{path: name, root: root}
	d.temps.sweep(root)
	if d.pends, err = openPends(d); err != nil {
		root.Close()
		return nil, err
	}
	return d, nil
}

// Close releases the folder. Every pending file must have ended before.
func (d *Dir) Close() error { return errors.Join(d.pends.close(), d.root.Close()) }

// Write starts a file with p. It waits for nothing.
func (d *Dir) Write(_ context.Context, p []byte) (Pending, error) { return d.pends.write(p) }

// makeParent makes the folders that name needs, and returns the last of them.
func (d *Dir) makeParent(name string) (string, error) {
	dir := path.Dir(name)
	if dir == "." {
		return dir, nil
	}
	err := d.root.MkdirAll(dir, 0o777)
	if errors.Is(err, fs.ErrExist) {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return "", d.publishError(name, fmt.Errorf("folder %s: %w", dir, bare(err)))
	}
	return dir, nil
}

// publishError tells an error about one name from one about the whole destination. Permission is the first
// kind inside a folder of the destination, the second in the destination itself.
func (d *Dir) publishError(name string, err error) error {
	full := filepath.Join(d.path, filepath.FromSlash(name))
	switch nested := strings.Contains(name, "/"); {
	case isNameError(err), nested && errors.Is(err, fs.ErrPermission):
		return &NameError{full, bare(err)}
	}
	return fmt.Errorf("publish %s: %w", full, bare(err))
}

// replaceError is publishError for the step that replaces what has the name.
func (d *Dir) replaceError(name string, err error) error {
	full := filepath.Join(d.path, filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrExist): // os says so of a folder only
		return &NameError{full, errors.New("a folder has that name")}
	case errors.Is(err, fs.ErrPermission):
		return &NameError{full, fmt.Errorf("what is there can't be replaced: %w", bare(err))}
	}
	return d.publishError(name, err)
}

func (d *Dir) writeError(err error) error {
	return fmt.Errorf("write in %s: %w", d.path, bare(err))
}

func isNameError(err error) bool {
	for _, errno := range nameErrors {
		if errors.Is(err, errno) {
			return true
		}
	}
	return strings.HasSuffix(err.Error(), "path escapes from parent") // os keeps this error to itself
}

var nameErrors = []error{
	syscall.EISDIR, syscall.ENOTDIR, syscall.EEXIST, syscall.ENOTEMPTY, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EXDEV,
}

// bare drops what os puts around an error: the caller says better what was done, and to what.
func bare(err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &linkErr):
		return bare(linkErr.Err)
	case errors.As(err, &pathErr):
		return bare(pathErr.Err)
	}
	return err
}

// A diskFile is what pending files have in common.
type diskFile struct {
	*os.File
	dir *Dir
}

func (f diskFile) Write(p []byte) (int, error) {
	n, err := f.File.Write(p)
	if err != nil {
		return n, f.dir.writeError(err)
	}
	return n, nil
}

// begin writes the first bytes of a file that was just made.
func begin(file Pending, p []byte) (Pending, error) {
	if _, err := file.Write(p); err != nil {
		return nil, errors.Join(err, file.Discard())
	}
	return file, nil
}
