// Package store defines a destination. A [Store] is a loop under the rules of package pipeline: it
// reads objects until the channel closes, and passes each on as a [Result], in any order, as soon
// as the store's promise about it is true. The store decides how many objects it works on at once,
// and in which groups. It makes the files of large bodies itself, so that these are never copied.
// The error of one object is that object's failure. An error that concerns all objects stops the
// run. Some stores can report existing files; that is one of their [Capabilities].
package store

import (
	"context"
	"io/fs"
	"time"

	"github.com/hoist/hoist/internal/spool"
)

// A Store saves bodies under names. It is a loop, so that it can work on many at once, and in
// groups, as suits it. A large body is in a file that the store itself made before, by Create.
type Store interface {
	Reader
	spool.Files

	// Run reads objects until in closes, and passes each on as a Result, in any order, as soon as
	// the store's promise about it is true. It closes out. Sends to out do not give up, so the
	// reader must read until out closes.
	//
	// An error of one object is the error of its Result. If an error concerns all objects (a full
	// disk, a destination that is gone), Run also returns it, and passes it to abort at once. If an
	// error may pass, the store tries again itself. After the end of ctx no more objects are saved,
	// and their Results have that error.
	Run(ctx context.Context, abort context.CancelCauseFunc, in <-chan Object, out chan<- Result) error

	// Close ends the use of the store, after Run. Its error concerns all that was saved: the
	// destination may be gone.
	Close() error
}

// A Reader is the part of a Store that reads, for a run that saves nothing.
type Reader interface {
	// Location returns the path, in lines, of the file of that name.
	Location(name string) string

	// Capabilities reports which of the methods below work, and how.
	Capabilities() Capabilities

	// Stat describes an existing file, and Open opens it for reading. If the file is not there, the
	// error is fs.ErrNotExist. The end of ctx ends any wait.
	Stat(ctx context.Context, name string) (fs.FileInfo, error)
	Open(ctx context.Context, name string) (fs.File, error)
}

// Capabilities are the abilities of a store. They are a value, since a wrapper of a store would
// hide optional methods.
type Capabilities struct {
	Stat     bool
	Open     bool
	IfExists []IfExists // policies that work, beside Overwrite; they need Stat
	Lookups  int        // calls of Stat and Open that are made at once; with 0 or 1 they are made in the order of the codes
}

// An IfExists is the policy for a code whose file is there before the run.
type IfExists string

const (
	Overwrite IfExists = "overwrite" // the code is fetched, and its file replaced
	Skip      IfExists = "skip"      // the code is skipped
	Refresh   IfExists = "refresh"   // if an earlier run saved the file, the server is asked for changes
	Refuse    IfExists = "error"     // the code is an error
)

// An Object is a body that is to be saved. The store takes it over.
type Object struct {
	ID      int    // the sender's, which the Result has too
	Name    string // with `/` between directories
	Body    spool.Body
	ModTime time.Time        // of the file, to the second; zero for the time at which it is written
	Written func(worker int) // is called when the body is in a file; nil for nothing
}

// A Result is the result of an Object.
type Result struct {
	ID       int
	Location string // empty with an error
	TimeErr  error  // why the saved file does not have the Object's ModTime; nil if it has it
	Durable  bool   // the file and its name stay when the power goes
	More     bool   // another Result follows at once
	Err      error  // an *outcome.Failure
}
