// Package disk is the file system for saved files. The interface [Disk] has every call that saving
// makes to it, so that a test can replace it. A [Root] is the real file system below a directory.
// Names are resolved by os.Root, so no link leads out of that directory.
//
// On Linux an unnamed file is linked by its descriptor alone if the kernel allows that (from Linux
// 6.10 on), and otherwise by /proc. A link can't replace a name that is taken. A rename can.
//
// Inherit gives a file the mode of the file that it replaces, the owner and group if that is
// allowed, and on Linux the access control list. If these can't be set, the new file is open to
// fewer users than the old file. If a directory can't be synced (Windows, some file systems),
// SyncDir does nothing.
package disk

import (
	"io"
	"io/fs"
	"time"
)

// A Disk has every call that saving makes to a file system, so that a test can replace it. Names
// are relative to the destination, with `/` between directories. No link leads out of the
// destination. Errors are the errors of os. All methods are safe for use by several goroutines.
type Disk interface {
	// Unnamed makes a file without a name, which vanishes with the process, however that ends
	// (open(2), O_TMPFILE).
	Unnamed() (File, error)

	// Create makes a file under a free name. If the name is taken, the error is fs.ErrExist. The
	// mode is before umask.
	Create(name string, mode fs.FileMode) (File, error)

	// Holds reports whether name is still f's.
	Holds(f File, name string) bool

	// Link gives an unnamed file a free name. If the name is taken, the error is fs.ErrExist. A
	// file that had a name and lost it can't be linked again (linkat(2)).
	Link(f File, name string) error

	// Rename renames a file in one step, and replaces a file that has the new name.
	Rename(from, to string) error

	Remove(name string) error

	// Inherit gives f the access rights of the file that has a name, which old describes: its mode,
	// and its owner if that is allowed. If they can't be set, f is open to fewer users than that
	// file. If even that fails, Inherit returns an error. If f had other access rights before,
	// changed is set.
	Inherit(f File, name string, old fs.FileInfo) (changed bool, err error)

	// Chmod gives f the mode (fchmod(2)), if files have a mode.
	Chmod(f File, mode fs.FileMode) error

	// Stat, Lstat and Open are for existing files.
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	Open(name string) (fs.File, error)

	// Mkdir makes a directory, and the directories above it. If it exists, that is not an error.
	Mkdir(name string) error

	// SyncDir makes the names in a directory durable (fsync(2)). `.` is the destination. If the
	// system or the file system can't do that, SyncDir does nothing.
	SyncDir(name string) error

	// Moved reports whether a path of the process no longer leads to the destination.
	Moved(path string) (bool, error)

	Close() error
}

// A File is a file that is being written.
type File interface {
	io.WriterAt

	// WriteBack makes the system begin to write the content of the file to the disk, if it can do
	// that without waiting. Sync reports the errors.
	WriteBack()

	// Sync makes the written bytes durable (fsync(2)). After an error it is unknown which bytes are
	// durable, and another call does not report them.
	Sync() error

	// SetModTime sets the time of the last change of the content, to the second. Writing would
	// change it again.
	SetModTime(at time.Time) error

	// Lock takes the lock on the file. When another open file has it, the error is
	// filelock.ErrTaken, at once.
	Lock() error

	// CloseLocked closes the file and keeps its lock until release is called. If release is nil,
	// CloseLocked did nothing.
	CloseLocked() (release func(), err error)

	Close() error
}
