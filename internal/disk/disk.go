// Package disk is the file system that files are saved to: every call that saving makes of it, as
// the interface [Disk], so that a test can stand in for it. A [Root] is the file system itself from
// a directory on. Names are resolved by os.Root, so no link leads out of that directory.
//
// On Linux an unnamed file is linked by its descriptor alone where the kernel lets its maker do so
// (from Linux 6.10 on), and by way of /proc otherwise. A link can't replace a name that is taken; a
// rename can.
//
// Inherit gives a file the mode of the file that it replaces, the owner and group where that is
// allowed, and on Linux the access control list. Where these can't be had, the file is for fewer
// than the other one was. Where a directory can't be synced (Windows, some file systems), SyncDir
// does nothing.
package disk

import (
	"io"
	"io/fs"
)

// A Disk is every call that saving makes of a file system, so that a test can stand in for it.
// Names are relative to the destination, with `/` between directories; whatever links are in it,
// nothing outside of it is reached. Errors are as os has them. All is safe for use by several
// goroutines.
type Disk interface {
	// Unnamed makes a file without a name, which vanishes with the process, however that ends
	// (open(2), O_TMPFILE).
	Unnamed() (File, error)

	// Create makes a file under a name that nothing has, else the error is fs.ErrExist. The mode is
	// before umask.
	Create(name string, mode fs.FileMode) (File, error)

	// Holds reports whether name is still f's.
	Holds(f File, name string) bool

	// Link gives an unnamed file a name that nothing has, else the error is fs.ErrExist. One that
	// had a name and lost it can't be linked again (linkat(2)).
	Link(f File, name string) error

	// Rename gives what has the name from another, in one step, in place of a file that has that.
	Rename(from, to string) error

	Remove(name string) error

	// Inherit gives f the access rights of the file that has a name, which old describes: its mode,
	// and its owner where that is allowed. Where they can't be had, f is for fewer than that was;
	// else it is an error. changed is set where f had others before.
	Inherit(f File, name string, old fs.FileInfo) (changed bool, err error)

	// Chmod gives f the mode (fchmod(2)), where files have one.
	Chmod(f File, mode fs.FileMode) error

	// Stat, Lstat and Open are for what is there already.
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	Open(name string) (fs.File, error)

	// Mkdir makes a directory, and those above it. One that is there is no error.
	Mkdir(name string) error

	// SyncDir makes durable what names are in a directory (fsync(2)); `.` is the destination.
	// Where the system or the file system can't do that, it does nothing.
	SyncDir(name string) error

	// Moved reports whether the destination is not what a path, as the process sees it, leads to.
	Moved(path string) (bool, error)

	Close() error
}

// A File is one that is being written.
type File interface {
	io.WriterAt

	// WriteBack has the system begin to write to the disk what is in the file, where it can do that
	// without waiting; what goes wrong there, Sync tells.
	WriteBack()

	// Sync makes durable what was written (fsync(2)). After an error nobody knows what of it is,
	// and another call says nothing of that.
	Sync() error

	// Lock takes the lock on the file. When another open file has it, the error is
	// filelock.ErrTaken, at once.
	Lock() error

	// CloseLocked closes the file and keeps its lock until release is called. Where release is nil
	// it did nothing.
	CloseLocked() (release func(), err error)

	Close() error
}
