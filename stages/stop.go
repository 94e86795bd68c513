package stages

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/source"
)

// stopSignal returns a channel that is closed when there is a reason to stop that checkStop has not
// handled.
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
			d.hosts.Stop(now)
		}
	}
	if !d.aborted {
		if cause := context.Cause(ctx); cause != nil {
			d.stop, d.aborted = endOf(cause), true
			d.hosts.Abort(now)
		}
	}
}

// endOf returns the failure of a job that was not sent because of cause.
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

// ended returns the result of a job whose ticket ended without another request.
func (d *dispatch) ended(e hosts.Ending) Fetched {
	j := d.jobs.remove(e.Ticket.Slot)
	d.hosts.Release(e.Ticket)
	f := j.request.ended(d.endError(e, j.last))
	f.Reply.Status, f.Reply.Detail, f.ticket = j.status, j.detail, nil
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

// Exit statuses. The status of a run that a signal stopped is 128 plus the number of the signal, as
// in a shell.
const (
	ExitOK         = 0 // every code was saved, skipped or unchanged
	ExitIncomplete = 1 // a code was not saved, skipped or unchanged
	ExitUsage      = 2 // the command line or the input is wrong
	ExitFailure    = 3 // the run could not go on
)

// exitStatus returns the status of a run with the tally t. first is the first reason to stop before
// the end, and err is the error of the run. Both may be nil.
func exitStatus(t logline.Tally, first, err error) int {
	var stop *Stop
	switch {
	case errors.As(first, &stop):
		return stop.Exit
	case isFormat(err):
		return ExitUsage
	case first != nil || err != nil:
		return ExitFailure
	case !t.Complete():
		return ExitIncomplete
	}
	return ExitOK
}

// isFormat reports whether err is a *source.FormatError: the input is not a list of codes.
func isFormat(err error) bool {
	_, is := errors.AsType[*source.FormatError](err)
	return is
}

// A Stop is the cause of a run that a user ended.
type Stop struct {
	Reason string // as in "SIGINT"
	Exit   int    // status of the process
}

func (s *Stop) Error() string { return "stopped by " + s.Reason }
