// Package filelock is advisory locks on open files, which end when the file is closed or its
// process killed.
package filelock

import (
	"errors"
	"fmt"
	"syscall"
)

// ErrTaken is the error if another open file, in this process or another, has a conflicting lock.
// Any other error means that the file system has no locks.
var ErrTaken = errors.New("locked by another")

// A File is an open file, as *os.File is.
type File interface {
	Fd() uintptr
	Name() string
}

// Exclusive takes an exclusive lock on f, in place of the lock that f has. It does not wait. If
// another file has a conflicting lock, it fails with ErrTaken. The earlier lock is released first,
// so another file may take a lock between the two.
func Exclusive(f File) error { return wrap(f, exclusive(f)) }

// Shared takes a shared lock on f, in place of the lock that f has. It does not wait. If another
// file has an exclusive lock, it fails with ErrTaken. The earlier lock is released first, so
// another file may take a lock between the two.
func Shared(f File) error { return wrap(f, shared(f)) }

// Keep returns nil if f still has the exclusive lock that it has taken. A network file system may
// have lost it. Then Keep takes it again; if another file has a lock, it fails with ErrTaken.
func Keep(f File) error { return wrap(f, keep(f)) }

// IsUnsupported reports whether an error means that the file system has no locks.
func IsUnsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK)
}

func wrap(f File, err error) error {
	if err != nil {
		return fmt.Errorf("lock %s: %w", f.Name(), err)
	}
	return nil
}
