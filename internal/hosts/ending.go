package hosts

import (
	"cmp"
	"time"
)

// An Ending is the end of a ticket without another request, with the cause.
type Ending struct {
	Ticket *Ticket
	Cause  Cause
	Host   string        // name of the host
	Err    error         // error of the host's last bad answer, or else of the last lookup; may be nil
	Wait   time.Duration // how long the cause lasts or has lasted
}

// A Cause is a reason of an Ending.
type Cause uint8

const (
	Stopped Cause = iota + 1 // the run was stopped
	// the ticket has waited for Limits.MaxWait in all: for hosts whose breaker is not closed, and
	// for the resolver
	Expired
	Refused // the host asked for a pause of Wait, longer than Limits.MaxWait
	Evicted // the host has failed for Wait, and other jobs need the place
)

func (s *Scheduler) end(t *Ticket, e Ending) {
	e.Ticket = t
	t.ending = e
	s.ended.pushBack(t)
}

// NextEnded returns the ending of the ticket that ended first. If there is none, it returns false.
// The owner must Release the ticket.
func (s *Scheduler) NextEnded() (Ending, bool) {
	t := s.ended.pop()
	if t == nil {
		return Ending{}, false
	}
	return t.ending, true
}

// HasEnded reports whether NextEnded has an ending.
func (s *Scheduler) HasEnded() bool { return s.ended.n > 0 }

// Stop ends all tickets that wait, except those that follow a redirect.
func (s *Scheduler) Stop(now Instant) {
	s.stopped = true
	s.endWaiting(now, func(t *Ticket) bool { return !t.hop })
}

// Abort ends all tickets that wait, including those that follow a redirect.
func (s *Scheduler) Abort(now Instant) {
	s.stopped, s.aborted = true, true
	s.endWaiting(now, func(*Ticket) bool { return true })
}

// endWaiting ends the tickets that wait for another attempt, and the tickets in queues that ends
// reports.
func (s *Scheduler) endWaiting(now Instant, ends func(*Ticket) bool) {
	ending := tickets{}
	for !s.later.empty() {
		t := s.later.pop()
		t.host.later--
		ending.pushBack(t)
	}
	for _, h := range s.hosts {
		h.queue.split(&ending, ends)
		h.retries.split(&ending, ends)
		s.place(now, h)
	}
	s.giveUp(ending, Ending{Cause: Stopped})
}

// refuse ends the tickets in the queue of a host that asked for a longer pause than Limits.MaxWait.
func (s *Scheduler) refuse(now Instant, h *host) {
	e := Ending{Cause: Refused, Host: h.name, Err: h.lastErr, Wait: h.until - now}
	s.giveUp(h.retries.popN(h.retries.n), e)
	s.giveUp(h.queue.popN(h.queue.n), e)
}

// expire ends the tickets that have waited too long for a host whose breaker is not closed.
func (s *Scheduler) expire(now Instant, h *host) {
	if h.breaker.state != closed && now >= h.expiry {
		h.expiry = s.expireQueue(now, h)
	}
}

// expireQueue ends the tickets in the queue of a host that have waited too long. It returns the
// time at which the next ticket will have waited too long.
func (s *Scheduler) expireQueue(now Instant, h *host) (next Instant) {
	next = Never
	expired := tickets{}
	leaves := func(t *Ticket) bool {
		left := s.limits.MaxWait - s.waited(h, t, now)
		if left <= s.limits.MaxWait/100 { // end a little early, so that a long queue is not searched for each ticket
			return true
		}
		next = min(next, now+left)
		return false
	}
	h.retries.split(&expired, leaves)
	h.queue.split(&expired, leaves)
	s.giveUp(expired, Ending{Cause: Expired, Host: h.name, Err: cmp.Or(h.lastErr, s.lastLookupErr), Wait: s.limits.MaxWait})
	return next
}

// failingFor is how long a host must have failed before its tickets may be evicted. evicted is the
// most tickets that one call of Evict ends.
const (
	failingFor = 3 * time.Second
	evicted    = 64
)

// UntilEvict returns the time until Evict may end a ticket; Never if no host is failing.
func (s *Scheduler) UntilEvict(now Instant) time.Duration {
	h := s.longestFailing()
	if h == nil {
		return Never
	}
	return max(failingFor-(now-h.failing), 0)
}

// Evict ends up to 64 tickets of the hosts that have failed longest. It is for the case that
// another job waits for a place, all places are taken and nothing may be sent. Retries end before
// new tickets, in queue order. Before the time of UntilEvict has passed, Evict does nothing.
func (s *Scheduler) Evict(now Instant) {
	for left := evicted; left > 0; {
		h := s.longestFailing()
		if h == nil || now-h.failing < failingFor {
			return
		}
		e := Ending{Cause: Evicted, Host: h.name, Err: h.lastErr, Wait: now - h.failing}
		for _, queue := range []*tickets{&h.retries, &h.queue} {
			ends := queue.popN(left)
			left -= ends.n
			s.giveUp(ends, e)
		}
		s.place(now, h)
	}
}

// longestFailing returns the host with waiting tickets that has failed longest; nil if there is no
// such host, or if the resolver may be to blame. While all tickets that were added are for one
// host, that host is left out, since each place that it leaves would go to another ticket for it.
func (s *Scheduler) longestFailing() *host {
	if s.resolver.isInDoubt() || s.failing.empty() {
		return nil
	}
	if s.others {
		return (*host)(s.failing.first())
	}
	var longest *host // of the hosts that redirects lead to, which are few
	for _, entry := range s.failing.entries {
		if h := (*host)(entry); h.name != s.first && (longest == nil || h.failing < longest.failing) {
			longest = h
		}
	}
	return longest
}

// A failingHost is a host as an entry of Scheduler.failing.
type failingHost host

func (h *failingHost) at() Instant { return h.failing }
func (h *failingHost) place() *int { return &h.failingPosition }

// addFailing adds a host to the failing hosts, if it is not among them.
func (s *Scheduler) addFailing(h *host) {
	if h.failingPosition < 0 {
		s.failing.push((*failingHost)(h))
	}
}

// removeFailing removes a host from the failing hosts, if it is among them.
func (s *Scheduler) removeFailing(h *host) {
	if h.failingPosition >= 0 {
		s.failing.remove((*failingHost)(h))
	}
}

// setFailing records that a host fails since an instant.
func (s *Scheduler) setFailing(h *host, since Instant) {
	among := h.failingPosition >= 0
	s.removeFailing(h)
	if h.failing = since; among {
		s.addFailing(h)
	}
}

// giveUp ends tickets that are counted as waiting.
func (s *Scheduler) giveUp(queue tickets, e Ending) {
	s.waiting -= queue.n
	for t := queue.pop(); t != nil; t = queue.pop() {
		s.end(t, e)
	}
}
