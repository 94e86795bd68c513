package stages

import (
	"errors"

	"github.com/hoist/hoist/internal/outcome"
)

// fatal marks an error that no other job will escape: it stops the run.
type fatal struct {
	error
	kind outcome.Kind // of the job that met it
}

func (f *fatal) Unwrap() error { return f.error }

// asFatal finds the fatal error in err. The cause of a cancelled job is another job's.
func asFatal(err error) (*fatal, bool) {
	if f, ok := errors.AsType[*outcome.Failure](err); ok && f.Status == outcome.Cancelled {
		return nil, false
	}
	return errors.AsType[*fatal](err)
}

func isFatal(err error) bool {
	_, ok := asFatal(err)
	return ok
}
