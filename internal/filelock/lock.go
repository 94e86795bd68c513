// Package filelock is advisory locks on open files, which end when the file is closed or its
// process killed.
package filelock

import (
	"errors"
	"fmt"
)

// ErrTaken is the error where another open file has a lock that is in the way, in this process or
// in another one. Any other error says that the file system has no locks.
var ErrTaken = errors.New("locked by another")

// A File is an open file, as *os.File is.
type File interface {
	Fd() uintptr
	Name() string
}

// Exclusive takes the one lock on f that suffers no other beside it, in place of any that f has. It
// does not wait, and fails with ErrTaken. The lock before is given up first, so another may come
// between.
func Exclusive(f File) error { return wrap(f, exclusive(f)) }

// Shared takes a lock on f that suffers others of its sort, in place of any that f has. It does not
// wait, and fails with ErrTaken. The lock before is given up first, so another may come between.
func Shared(f File) error { return wrap(f, shared(f)) }

func wrap(f File, err error) error {
	if err != nil {
		return fmt.Errorf("lock %s: %w", f.Name(), err)
	}
	return nil
}
