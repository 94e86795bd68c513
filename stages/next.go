package stages

import (
	"context"
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// A job is the state that dispatch keeps for a ticket, in the ticket's slot.
type job struct {
	request Request
	last    error         // the Failure of the last attempt; nil before
	status  int           // HTTP status of the last attempt; 0 without an answer
	detail  string        // text that came with that answer
	failed  time.Duration // when the last attempt ended, since the beginning of the run
}

// offer returns the ticket to send next. If no ticket may go, it returns nil.
func (d *dispatch) offer(now hosts.Instant) *hosts.Ticket {
	return d.hosts.Offer(now, d.in != nil && d.stop == nil && !d.tokens.AllTaken())
}

// next returns the request and the channels of a send and a receive that may happen now, and how
// long that stays true. A channel is nil if its operation may not happen. Jobs are read only while
// a worker is idle and no waiting ticket may go; and after a stop, to report the jobs that were
// read.
func (d *dispatch) next(now hosts.Instant) (request Request, send chan<- Request, receive <-chan Request, wait time.Duration) {
	wait = d.hosts.Wait(now)
	offered := d.offer(now)
	room := d.hosts.InFlight()+d.done.Len() < d.workers+held(d.workers)
	if offered != nil { // without room too, so that the timer of the rate shows its delay
		if hold := d.hosts.RateDelay(now); hold > 0 {
			wait = min(wait, hold)
		} else if room {
			request, send = d.request(now, offered), d.requests
		}
	}
	if !d.hosts.HasEnded() && room && (d.stop != nil || offered == nil && d.hosts.IsIdle()) {
		receive = d.in
	}
	return request, send, receive, wait
}

// request returns the request for a ticket that was offered.
func (d *dispatch) request(now hosts.Instant, t *hosts.Ticket) Request {
	j := d.jobs.At(t.Slot)
	r := j.request
	r.ticket = t
	if len(r.Get.Via) > 0 {
		return r
	}
	r.Attempt++
	if r.Attempt == 1 {
		r.Started = d.began.Add(now)
	} else {
		r.RetryWait += now - j.failed
	}
	return r
}

func (d *dispatch) sent(now hosts.Instant, r Request) {
	d.jobs.At(r.ticket.Slot).request = r
	d.hosts.Sent(now, r.ticket)
}

// wanted returns the channel by which the intake asks for a place, if nothing may be sent, and no
// place is about to become free. If all places are taken, evict is set: jobs of a failing host may
// end to make room. If they may end later, wanted returns nil and the time until then.
//
// If places are free, the intake may still take the last of them for a long code, and ask for more.
// That changes what may be sent, so dispatch must wake.
func (d *dispatch) wanted(now hosts.Instant) (wanted <-chan struct{}, evict bool, wait time.Duration) {
	switch {
	case !d.done.Empty() || d.hosts.HasEnded() || !d.hosts.IsIdle():
		return nil, false, hosts.Never
	case !d.tokens.AllTaken():
		return d.tokens.Wanted(), false, hosts.Never
	case d.offer(now) != nil:
		return nil, false, hosts.Never
	}
	if wait = d.hosts.UntilEvict(now); wait > 0 {
		return nil, false, wait
	}
	return d.tokens.Wanted(), true, hosts.Never
}

// block waits for the next event.
func (d *dispatch) block(ctx context.Context, now hosts.Instant) {
	request, send, receive, wait := d.next(now)
	wanted, evict, relief := d.wanted(now)
	wait = min(wait, relief)
	if d.stats != nil || d.notices != nil {
		wait = min(wait, d.publish-now)
	}
	var result Fetched
	var hand chan<- Fetched
	if !d.done.Empty() {
		result, hand = *d.done.First(), d.finished
	}
	select {
	case f, ok := <-d.fetched:
		d.collected(time.Since(d.began), f, ok)
	case hand <- result:
		d.done.Drop()
	case send <- request:
		d.sent(now, request)
	case r, ok := <-receive:
		d.read(time.Since(d.began), r, ok)
	case <-wanted:
		if evict {
			d.hosts.Evict(now)
		}
	case <-d.timer.after(now, wait):
		d.timer.fired()
	case <-d.stopSignal(ctx):
	case <-d.turns.Woken():
	}
}

// A waitTimer is a timer for the earliest of several waits. It is reset only if that time changes.
type waitTimer struct {
	timer *time.Timer
	at    hosts.Instant // when it fires; hosts.Never while it is not set
}

func newWaitTimer() *waitTimer { return &waitTimer{timer: time.NewTimer(hosts.Never), at: hosts.Never} }

// after returns a channel that delivers a value after wait. If wait is hosts.Never, it returns nil.
func (w *waitTimer) after(now hosts.Instant, wait time.Duration) <-chan time.Time {
	if wait == hosts.Never {
		return nil
	}
	if at := now + wait; at != w.at {
		w.at = at
		w.timer.Reset(wait)
	}
	return w.timer.C
}

// fired records that the timer has fired.
func (w *waitTimer) fired() { w.at = hosts.Never }

func (w *waitTimer) stop() { w.timer.Stop() }
