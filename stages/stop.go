package stages

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/errorlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
)

// stopSignal returns a channel that is closed when there is a reason to stop that checkStop has not
// handled.
func (d *dispatch) stopSignal(ctx context.Context) <-chan struct{} {
	switch {
	case d.stop == nil:
		return d.reading.Done()
	case !d.aborted:
		return ctx.Done()
	}
	return nil
}

// checkStop ends the waiting tickets, and the waits for a turn, if a context has ended.
func (d *dispatch) checkStop(ctx context.Context, now hosts.Instant) {
	if d.stop == nil {
		if cause := context.Cause(d.reading); cause != nil {
			d.stop = endOf(cause)
			d.hosts.Stop(now)
			d.turns.Release()
		}
	}
	if !d.aborted {
		if cause := context.Cause(ctx); cause != nil {
			d.stop, d.aborted = endOf(cause), true
			d.hosts.Abort(now)
			d.turns.Release()
		}
	}
}

// endOf returns the failure of a job that was not sent because of cause.
func endOf(cause error) *outcome.Failure {
	if tooMany, ok := errors.AsType[*errorlimit.Exceeded](cause); ok {
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

// ended returns the result of a job whose ticket ended without another request.
func (d *dispatch) ended(e hosts.Ending) Fetched {
	j := d.jobs.Remove(e.Ticket.Slot)
	d.hosts.Release(e.Ticket)
	f := j.request.ended(d.endError(e, j.last))
	f.Reply.Status, f.Reply.Detail, f.Request.ticket = j.status, j.detail, nil
	return f
}

// endError returns the failure of such a job: its last error, or the error of its host if it was
// never sent, with the reason why it was not sent again.
func (d *dispatch) endError(e hosts.Ending, last error) error {
	if e.Cause == hosts.Stopped {
		return stoppedAfter(d.stop, last)
	}
	if last == nil {
		last = e.Err
	}
	f := *outcome.AsFailure(last)
	f.Err = fmt.Errorf("%w; %s", f.Err, whyEnded(e))
	return &f
}

// whyEnded returns the reason why the job of a host was not sent again.
func whyEnded(e hosts.Ending) string {
	wait := e.Wait.Round(time.Second)
	if wait == 0 {
		wait = e.Wait
	}
	switch e.Cause {
	case hosts.Refused:
		return fmt.Sprintf("%s asked to wait %v, longer than --retry-max-wait", e.Host, wait)
	case hosts.Evicted:
		return fmt.Sprintf("%s has failed for %v, and other codes need the place", e.Host, wait)
	}
	return fmt.Sprintf("waited %v for %s (--retry-max-wait)", wait, e.Host)
}
