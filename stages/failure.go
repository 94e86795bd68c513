package stages

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/sourcegraph/conc/panics"

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

// stopped returns why ctx ended, nil while it has not.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return context.Cause(ctx)
}

// catch calls f, and returns a panic in it as an error that says what was being done, and where it happened.
func catch(doing string, f func()) error {
	var catcher panics.Catcher
	catcher.Try(f)
	if caught := catcher.Recovered(); caught != nil {
		if inner, ok := caught.Value.(*panics.Recovered); ok { // of a goroutine that f had to wait for
			caught = inner
		}
		return fmt.Errorf("panic in %s: %v (%s)", doing, caught.Value, where(caught))
	}
	return nil
}

// where is the place of a panic: the first frame that is not the runtime's or the catcher's.
func where(caught *panics.Recovered) string {
	frames := runtime.CallersFrames(caught.Callers)
	panicking := false
	for {
		frame, more := frames.Next()
		if frame.Function == "runtime.gopanic" {
			panicking = true
		} else if panicking && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "unknown place"
		}
	}
}
