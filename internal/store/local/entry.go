package local

import (
	"errors"

	"github.com/hoist/hoist/internal/outcome"
)

// An entry is an object with its body in a file that has no name yet. At the end its file is
// published or discarded.
type entry struct {
	id      int
	name    string
	file    Pending          // nil if err is set, and after Publish
	timeErr error            // why the file does not have the Object's ModTime
	err     *outcome.Failure // of the object
	fatal   error            // the error that stops the run
}

// try calls do and records its error. After a panic it discards the file.
func (e *entry) try(do func() error) {
	var err error
	if panicked := outcome.Catch("commit", func() { err = do() }); panicked != nil {
		e.err = outcome.Fail(outcome.Panic, panicked)
		if e.file != nil {
			e.discard() // the panic is reported
		}
	} else if err != nil {
		e.err, e.fatal = failureOf(err)
	}
}

// sync makes the file durable. After an error it discards the file: another sync would not report
// the bytes that the first one lost.
func (e *entry) sync() error {
	if err := e.file.Sync(); err != nil {
		return errors.Join(err, e.discard())
	}
	return nil
}

// discard removes the file.
func (e *entry) discard() error {
	file := e.file
	e.file = nil
	return file.Discard()
}

// failureOf returns the failure of an object after an error of a Directory, and the error of the
// run. If the run can go on, the latter is nil.
func failureOf(err error) (object *outcome.Failure, run error) {
	if ended, ok := errors.AsType[*outcome.Failure](err); ok {
		return ended, nil
	}
	if _, ok := errors.AsType[*NameError](err); ok {
		return outcome.Fail(outcome.Storage, err), nil
	}
	return outcome.Fail(outcome.Storage, err), err
}
