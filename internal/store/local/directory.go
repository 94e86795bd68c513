package local

import (
	"context"
	"io/fs"

	"github.com/hoist/hoist/internal/spool"
)

// A Directory keeps files. Writing and naming are two calls, so that a file has its name only when
// it is whole. Both are safe for use by several goroutines.
//
// A *NameError concerns the one file. Any other error concerns them all: a full disk, an I/O error,
// a destination that is gone.
type Directory interface {
	// Create starts a file, which is a Pending. It has no name, or a temporary one, until it is
	// published.
	spool.Files

	// SyncDir makes durable what names are in a directory; `.` is the destination. What is
	// durable stays through a power cut. The end of ctx ends a wait, if there is one; syncing
	// itself is not interrupted.
	SyncDir(ctx context.Context, name string) error

	// Stat looks at a published file, and Open opens it for reading. The end of ctx ends a wait, if
	// there is one.
	Stat(ctx context.Context, name string) (fs.FileInfo, error)
	Open(ctx context.Context, name string) (fs.File, error)

	// Remove takes away a file that was published. One that is not there is no error.
	Remove(name string) error

	// Location is the path of a file as the user knows it.
	Location(name string) string

	// Close releases the directory. Every Pending must have ended before. The error says if the
	// directory is not where it was, so that the locations of published files do not lead to them.
	Close() error
}

// A Pending is a file that is being written. It ends with Publish or Discard, once.
type Pending interface {
	spool.File

	// WriteBack begins what Sync does, and waits for nothing.
	WriteBack()

	// Sync makes durable what was written. After an error only Discard makes sense: nobody knows
	// what was kept.
	Sync() error

	// Publish gives the file its name, with `/` between directories; it makes those that are not
	// there. What has the name already is replaced in one step; its mode stays, and its owner where
	// that is allowed. After an error nothing is left of the file, save for one: when the process
	// had too many files open it is as it was, and Publish may be called again.
	Publish(ctx context.Context, name string) error
}

// A NameError says that one name can't be used, which means nothing for the next: a directory is in
// the file's place, a file or a link out of the destination in a directory's, or what is there is
// protected.
type NameError struct {
	Path string
	Err  error
}

func (e *NameError) Error() string { return "publish " + e.Path + ": " + e.Err.Error() }
func (e *NameError) Unwrap() error { return e.Err }
