package stages

import (
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
)

// ended returns the result of a job whose ticket ended without another request.
func (d *dispatch) ended(e hosts.Ending) Fetched {
	j := d.jobs.remove(e.Ticket.Slot)
	d.hosts.Release(e.Ticket)
	f := j.request.ended(d.endError(e, j.last))
	f.Reply.Status, f.ticket = j.status, nil
	return f
}

// endError returns the failure of such a job: its own last error, or that of its host if it was
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

// whyEnded says why a host's job was not sent again.
func whyEnded(e hosts.Ending) string {
	wait := e.Wait.Round(time.Second)
	if wait == 0 {
		wait = e.Wait
	}
	switch e.Cause {
	case hosts.Refused:
		return fmt.Sprintf("%s asked to be left alone for %v, longer than --retry-max-wait", e.Host, wait)
	case hosts.Evicted:
		return fmt.Sprintf("%s has failed for %v, and other codes need the place", e.Host, wait)
	}
	return fmt.Sprintf("waited %v for %s (--retry-max-wait)", wait, e.Host)
}
