// Package store says what a destination is. A [Store] is a loop under the rules of package
// pipeline: it reads objects until the channel closes, and hands each on as a [Result], in any
// order, as soon as what the store promises of it is true. How many objects it works on at once,
// and in what groups, is its own business. It makes the files of large bodies itself, so that these
// are never copied. The error of one object is that object's failure; an error that concerns all
// objects stops the run. Whether a store can tell what is there already is one of its
// [Capabilities].
package store

import (
	"context"
	"io/fs"

	"github.com/hoist/hoist/internal/spool"
)

// A Store saves bodies under names. It is a loop, so that it can work on many at once, and in
// groups, as suits it. A large body is in a file that the store itself made before, by Create.
type Store interface {
	spool.Files

	// Run reads objects until in closes, and hands each on as a Result, in any order, as soon as
	// what the store promises of it is true. It closes out. Sends to out do not give up: who reads
	// it must read until it closes.
	//
	// What concerns one object is the error of its Result. An error that concerns all is returned
	// too, and given to abort at once: a full disk, a destination that is gone. Errors that may
	// pass are the store's to try again. After the end of ctx nothing more is saved, and the
	// Results say so.
	Run(ctx context.Context, abort context.CancelCauseFunc, in <-chan Object, out chan<- Result) error

	// Location is what a line says of where the file of that name is.
	Location(name string) string

	// Capabilities says which of the methods below have a meaning.
	Capabilities() Capabilities

	// Stat looks at a file that is there, and Open opens it for reading. The error of one that is
	// not there is fs.ErrNotExist. The end of ctx ends a wait, if there is one.
	Stat(ctx context.Context, name string) (fs.FileInfo, error)
	Open(ctx context.Context, name string) (fs.File, error)

	// Close ends the use of the store, after Run. Its error concerns all that was saved: the
	// destination may be gone.
	Close() error
}

// Capabilities are what a store can do.
type Capabilities struct {
	Reads bool // Stat and Open
}

// An Object is a body that is to be saved. The store takes it over.
type Object struct {
	ID      int    // the sender's, which the Result has too
	Name    string // with `/` between directories
	Body    spool.Body
	Written func(worker int) // is called when the body is in a file; nil for nothing
}

// A Result is what became of an Object.
type Result struct {
	ID       int
	Location string // empty with an error
	Durable  bool   // the file and its name stay when the power goes
	More     bool   // another Result follows at once
	Err      error  // an *outcome.Failure
}
