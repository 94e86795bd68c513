package outcome

import "errors"

// A Fatal is an error that every other job would meet too: it stops the run.
type Fatal struct {
	Err  error
	Kind Kind // of the job that met it
}

func (f *Fatal) Error() string { return f.Err.Error() }
func (f *Fatal) Unwrap() error { return f.Err }

// AsFatal finds the fatal error in err. The cause of a cancelled job is another job's.
func AsFatal(err error) (*Fatal, bool) {
	if f, ok := errors.AsType[*Failure](err); ok && f.Status == Cancelled {
		return nil, false
	}
	return errors.AsType[*Fatal](err)
}

// IsFatal reports whether AsFatal finds an error.
func IsFatal(err error) bool {
	_, ok := AsFatal(err)
	return ok
}
