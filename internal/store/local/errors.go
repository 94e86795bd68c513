package local

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/hoist/hoist/internal/disk"
)

// publishError makes an error about one name or about the whole destination. A permission error
// inside a directory of the destination is about the name; one in the destination itself is about
// the destination. If err is nil, it returns nil.
func (d *Dir) publishError(name string, err error) error {
	if err == nil {
		return nil
	}
	nested := strings.Contains(name, "/")
	switch {
	case isEscape(err):
		return &NameError{d.full(name), d.escapeError(name, err)}
	case isNameError(err):
		return &NameError{d.full(name), disk.Bare(err)}
	case d.isGone(err):
		return d.movedError()
	case nested && errors.Is(err, fs.ErrPermission):
		return &NameError{d.full(name), disk.Bare(err)}
	}
	return fmt.Errorf("publish %s: %w", d.full(name), disk.Bare(err))
}

// replaceError is publishError for the step that replaces the existing file.
func (d *Dir) replaceError(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrExist): // os returns this only for a directory
		return &NameError{d.full(name), errors.New("a directory has that name")}
	case errors.Is(err, fs.ErrPermission) && !d.isGone(err):
		return &NameError{d.full(name), fmt.Errorf("the existing file can't be replaced: %w", disk.Bare(err))}
	}
	return d.publishError(name, err)
}

// inheritError is publishError for the step that keeps the access rights of the existing file.
func (d *Dir) inheritError(name string, err error) error {
	if errors.Is(err, fs.ErrPermission) && !d.isGone(err) || errors.Is(err, errors.ErrUnsupported) {
		return &NameError{d.full(name), fmt.Errorf("the mode of the existing file can't be kept: %w", disk.Bare(err))}
	}
	return d.publishError(name, err)
}

func (d *Dir) writeError(err error) error {
	if d.isGone(err) {
		return d.movedError()
	}
	if errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("write in %s: %w (ulimit -f or the file system limits the size of a file)", d.path, disk.Bare(err))
	}
	return fmt.Errorf("write in %s: %w", d.path, disk.Bare(err))
}

func (d *Dir) syncError(name string, err error) error {
	if d.isGone(err) {
		return d.movedError()
	}
	return fmt.Errorf("sync %s: %w", d.full(name), disk.Bare(err))
}

// isGone reports whether the cause of err is that the destination was removed, or moved out of
// reach, during the run. For files in a directory without a name, systems return "not there" or
// "not permitted".
func (d *Dir) isGone(err error) bool {
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
		return false
	}
	moved, err := d.disk.Moved(d.path)
	return err == nil && moved
}

func (d *Dir) movedError() error {
	return fmt.Errorf("destination %s: was moved, removed or replaced during the run; files are not at the paths in the lines; "+
		"run the same command again (--log with --resume then fetches only what is missing)", d.path)
}

func isNameError(err error) bool {
	for _, errno := range nameErrors {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

// isEscape reports whether err is that of os.Root for a link that leads out of it. os does not
// export this error.
func isEscape(err error) bool { return strings.HasSuffix(err.Error(), "path escapes from parent") }

// escapeError is the error of a name that a link keeps from being in the destination. It names the
// link. If the link is gone again, it returns err.
func (d *Dir) escapeError(name string, err error) error {
	for i, c := range name {
		if c != '/' {
			continue
		}
		directory := name[:i]
		if _, err := d.disk.Stat(directory); err != nil && isEscape(err) {
			return fmt.Errorf("%s is a symbolic link out of the destination, or an absolute one, which is not followed; "+
				"put a directory in its place, or mount one there", d.full(directory))
		}
	}
	return disk.Bare(err)
}

var nameErrors = []error{
	syscall.EISDIR, syscall.ENOTDIR, syscall.EEXIST, syscall.ENOTEMPTY, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EXDEV,
}
