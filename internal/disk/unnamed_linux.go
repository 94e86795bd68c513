package disk

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hoist/hoist/internal/filelock"
)

// An unnamedFile is only the descriptor of a file without a name. An os.File would cost another
// system call and a finalizer for each file, without any use here.
type unnamedFile int

// Unnamed is open(2) with O_TMPFILE. Not every file system can do that.
func (d *Root) Unnamed() (File, error) {
	for {
		fd, err := unix.Openat(int(d.directory.Fd()), ".", unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, 0o666)
		switch err {
		case nil:
			return unnamedFile(fd), nil
		case unix.EINTR: // network file systems ask a server
		default:
			return nil, err
		}
	}
}

func (f unnamedFile) Fd() uintptr { return uintptr(f) }

func (f unnamedFile) Name() string { return "unnamed file" }

func (f unnamedFile) WriteAt(p []byte, at int64) (written int, err error) {
	for written < len(p) {
		n, err := unix.Pwrite(int(f), p[written:], at+int64(written))
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return written, err
		}
		written += n
	}
	return written, nil
}

func (f unnamedFile) WriteBack() { writeBack(f) }

func (f unnamedFile) Sync() error {
	for {
		if err := unix.Fsync(int(f)); err != unix.EINTR {
			return err
		}
	}
}

func (f unnamedFile) SetModTime(at time.Time) error { return setModTime(f, at) }

func (f unnamedFile) Lock() error { return filelock.Exclusive(f) }

func (f unnamedFile) CloseLocked() (release func(), err error) { return closeLocked(f) }

// Close closes the descriptor, even if it returns an error (close(2)).
func (f unnamedFile) Close() error { return unix.Close(int(f)) }

// CanName reports whether unnamed files can be named later.
func (d *Root) CanName(f File) error {
	_, err := os.Stat(procName(f.(descriptor)))
	return err
}

// procName is the name by which open(2) shows how to link an unnamed file.
func procName(f descriptor) string { return fmt.Sprintf("/proc/self/fd/%d", f.Fd()) }

// link gives an unnamed file a name. Who made the file may link it by its descriptor alone from
// Linux 6.10 on, and before with a capability (linkat(2), AT_EMPTY_PATH), which spares a walk
// through /proc.
func (d *Root) link(f descriptor, directory *os.File, name string) error {
	if !d.linksByProc.Load() {
		err := unix.Linkat(int(f.Fd()), "", int(directory.Fd()), name, unix.AT_EMPTY_PATH)
		if err == nil || err == unix.EEXIST { // without the right, mostly ENOENT; with a filter, another error
			return err
		}
	}
	err := unix.Linkat(unix.AT_FDCWD, procName(f), int(directory.Fd()), name, unix.AT_SYMLINK_FOLLOW)
	if err == nil {
		d.linksByProc.Store(true)
	}
	return err
}

func (f diskFile) WriteBack() { writeBack(f) }

// writeBack is sync_file_range(2), which by itself makes nothing durable.
func writeBack(f descriptor) { unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE) }
