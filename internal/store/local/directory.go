package local

import (
	"context"
	"io/fs"
	"time"

	"github.com/hoist/hoist/internal/spool"
)

// A Directory keeps files. Writing and naming are two calls, so that a file has its name only when
// it is whole. Both are safe for use by several goroutines.
//
// A *NameError is about one file. Any other error is about all files: a full disk, an I/O error, a
// destination that is gone.
type Directory interface {
	// Create starts a file, which is a Pending. Until Publish it has no name, or a temporary one.
	spool.Files

	// SyncDir makes the names in a directory durable, so that they survive a power cut; `.` is the
	// destination. If ctx ends, a wait ends; syncing is not interrupted.
	SyncDir(ctx context.Context, name string) error

	// Stat describes a published file, and Open opens it for reading. If ctx ends, a wait ends.
	Stat(ctx context.Context, name string) (fs.FileInfo, error)
	Open(ctx context.Context, name string) (fs.File, error)

	// Remove removes a published file. If the file is not there, that is not an error.
	Remove(name string) error

	// Location returns the path of a file as the user knows it.
	Location(name string) string

	// Close closes the directory. Every Pending must have ended before. If the path no longer leads
	// to the directory, it returns an error: the locations of published files do not lead to them.
	Close() error
}

// A Pending is a file that is being written. It ends with Publish or Discard, once.
type Pending interface {
	spool.File

	// WriteBack begins to write the file to the disk, and does not wait.
	WriteBack()

	// SetModTime sets the time of the last change of the content, to the second. It comes after the
	// last write and before Sync.
	SetModTime(at time.Time) error

	// Sync makes the content of the file durable. After an error only Discard may be called: it is
	// unknown which bytes are on the disk.
	Sync() error

	// Publish gives the file its name, with `/` between directories. It makes missing directories.
	// It replaces an existing file in one step and keeps its mode, and its owner if that is
	// allowed. After an error the file is removed. But if the process had too many files open, the
	// file is unchanged, and Publish may be called again.
	Publish(ctx context.Context, name string) error
}

// A NameError is the error of one name that can't be used. Other names are not affected. A
// directory is in the place of the file, a file or a link out of the destination is in the place of
// a directory, or the existing file is protected.
type NameError struct {
	Path string
	Err  error
}

func (e *NameError) Error() string { return "publish " + e.Path + ": " + e.Err.Error() }
func (e *NameError) Unwrap() error { return e.Err }
