package stages

import (
	"errors"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store/local"
)

// Saved is a Fetched whose body is in a file that has no name yet. It ends with the file published or discarded.
type Saved struct {
	Fetched
	file  local.Pending // nil where Err is set
	fatal error         // of the store, that stops the run
}

// try does something to the file, and notes what went wrong. After a panic nothing is left of the file.
func (s *Saved) try(do func() error) {
	var err error
	if panicked := outcome.Catch("commit", func() { err = do() }); panicked != nil {
		s.Err = outcome.Fail(outcome.Panic, panicked)
		if s.file != nil {
			s.discard() // the panic is what is reported
		}
	} else if err != nil {
		s.Err, s.fatal = storeFailure(err)
	}
}

// sync makes durable what is in the file. After an error nothing is left of it: to sync it once more would say nothing
// of what the first time has lost.
func (s *Saved) sync() error {
	if err := s.file.Sync(); err != nil {
		return errors.Join(err, s.discard())
	}
	return nil
}

// discard leaves nothing of the file.
func (s *Saved) discard() error {
	file := s.file
	s.file = nil
	return file.Discard()
}

// storeFailure says what an error of a Store means for its job, and for the run: nil where the run can go on.
func storeFailure(err error) (job *outcome.Failure, run error) {
	if ended, ok := errors.AsType[*outcome.Failure](err); ok {
		return ended, nil
	}
	if _, ok := errors.AsType[*local.NameError](err); ok {
		return outcome.Fail(outcome.Storage, err), nil
	}
	return outcome.Fail(outcome.Storage, err), err
}
