package local

import (
	"errors"

	"github.com/hoist/hoist/internal/outcome"
)

// An entry is an object whose body is in a file that has no name yet. It ends with the file
// published or discarded.
type entry struct {
	id    int
	name  string
	file  Pending          // nil where err is set, and once it is published
	err   *outcome.Failure // of the object
	fatal error            // that stops the run
}

// try does something to the file, and notes what went wrong. After a panic nothing is left of the
// file.
func (e *entry) try(do func() error) {
	var err error
	if panicked := outcome.Catch("commit", func() { err = do() }); panicked != nil {
		e.err = outcome.Fail(outcome.Panic, panicked)
		if e.file != nil {
			e.discard() // the panic is what is reported
		}
	} else if err != nil {
		e.err, e.fatal = failureOf(err)
	}
}

// sync makes durable what is in the file. After an error nothing is left of it: to sync it once
// more would say nothing of what the first time has lost.
func (e *entry) sync() error {
	if err := e.file.Sync(); err != nil {
		return errors.Join(err, e.discard())
	}
	return nil
}

// discard leaves nothing of the file.
func (e *entry) discard() error {
	file := e.file
	e.file = nil
	return file.Discard()
}

// failureOf says what an error of a Directory means for an object, and for the run: nil where that
// can go on.
func failureOf(err error) (object *outcome.Failure, run error) {
	if ended, ok := errors.AsType[*outcome.Failure](err); ok {
		return ended, nil
	}
	if _, ok := errors.AsType[*NameError](err); ok {
		return outcome.Fail(outcome.Storage, err), nil
	}
	return outcome.Fail(outcome.Storage, err), err
}
