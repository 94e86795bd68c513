package outcome

import (
	"errors"
)

// A Failure is the reason why a job has no file. It becomes the job's outcome.
type Failure struct {
	Status Status
	Kind   Kind // with Status Error only
	Err    error
}

func (f *Failure) Error() string { return f.Err.Error() }
func (f *Failure) Unwrap() error { return f.Err }

// Fail returns the failure of a job for an error of some kind.
func Fail(kind Kind, err error) *Failure {
	return &Failure{Status: Error, Kind: kind, Err: err}
}

// Cancel returns the failure of a job that the run did not start or did not finish.
func Cancel(cause error) *Failure { return &Failure{Status: Cancelled, Err: cause} }

// AsFailure finds the Failure in err. An error without one is a defect: Internal.
func AsFailure(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return Fail(Internal, err)
}
