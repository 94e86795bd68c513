package stages

import (
	"errors"

	"github.com/hoist/hoist/sink"
)

// A Failure is why a job has no file: what its outcome will say.
type Failure struct {
	Status sink.Status
	Kind   sink.Kind // with Status Error only
	Err    error
}

func (f *Failure) Error() string { return f.Err.Error() }
func (f *Failure) Unwrap() error { return f.Err }

// failure is an error of some kind.
func failure(kind sink.Kind, err error) *Failure {
	return &Failure{Status: sink.Error, Kind: kind, Err: err}
}

// cancelled is the failure of a job that the run did not get to, or did not finish.
func cancelled(cause error) *Failure { return &Failure{Status: sink.Cancelled, Err: cause} }

// asFailure finds the Failure in err. One that nobody classified is a defect.
func asFailure(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return failure(sink.Internal, err)
}
