package stages

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
)

// stopSignal returns a channel that is closed when there is a reason to stop that checkStop has not
// seen.
func (d *dispatch) stopSignal(ctx context.Context) <-chan struct{} {
	switch {
	case d.stop == nil:
		return d.soft.Done()
	case !d.aborted:
		return ctx.Done()
	}
	return nil
}

// checkStop ends the waiting tickets if a context has ended.
func (d *dispatch) checkStop(ctx context.Context, now hosts.Instant) {
	if d.stop == nil {
		if cause := context.Cause(d.soft); cause != nil {
			d.stop = endOf(cause)
			d.hosts.Stop(now, false)
		}
	}
	if !d.aborted {
		if cause := context.Cause(ctx); cause != nil {
			d.stop, d.aborted = endOf(cause), true
			d.hosts.Stop(now, true)
		}
	}
}

// endOf returns the failure of a job that is not sent because of cause.
func endOf(cause error) *outcome.Failure {
	if tooMany, ok := errors.AsType[*TooManyErrors](cause); ok {
		return outcome.Fail(outcome.TooManyErrors, tooMany)
	}
	return outcome.Cancel(cause)
}

// stoppedAfter returns the failure of a job that a stop of the run ends. Its text includes the last
// error of the job, if there was one.
func stoppedAfter(stop *outcome.Failure, last error) *outcome.Failure {
	if last == nil {
		return stop
	}
	before := outcome.AsFailure(last)
	return &outcome.Failure{
		Status: stop.Status, Kind: cmp.Or(stop.Kind, before.Kind), Err: fmt.Errorf("%w; its last error: %w", stop.Err, before.Err),
	}
}
