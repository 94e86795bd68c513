package hosts

import (
	"cmp"
	"time"
)

// An Ending is why a ticket ends without being sent again.
type Ending struct {
	Ticket *Ticket
	Cause  Cause
	Host   string        // its name
	Err    error         // of the host's last bad answer; nil where there was none
	Wait   time.Duration // of the cause
}

// A Cause is a reason of an Ending.
type Cause uint8

const (
	Stopped Cause = iota + 1 // the run was
	Expired                  // the ticket has waited for Limits.MaxWait in all for hosts that let nothing through
	Refused                  // the host asked to be left alone for longer than Limits.MaxWait: for Wait
	Evicted                  // the host has let nothing through for Wait, and other jobs need the place
)

func (s *Scheduler) end(t *Ticket, e Ending) {
	e.Ticket = t
	t.ending = e
	s.ended.pushBack(t)
}

// NextEnded returns the ending of the ticket that ended first; false where none has. The ticket is
// the owner's to Release.
func (s *Scheduler) NextEnded() (Ending, bool) {
	t := s.ended.pop()
	if t == nil {
		return Ending{}, false
	}
	return t.ending, true
}

// HasEnded reports whether NextEnded has one.
func (s *Scheduler) HasEnded() bool { return s.ended.n > 0 }

// Stop ends all tickets that wait; those that continue an attempt only where hops is set.
func (s *Scheduler) Stop(now Instant, hops bool) {
	s.stopped, s.aborted = true, hops
	ending := tickets{}
	for !s.later.empty() {
		t := s.later.pop()
		t.host.later--
		ending.pushBack(t)
	}
	for _, h := range s.hosts {
		h.queue.split(&ending, func(t *Ticket) bool { return hops || !t.hop })
		h.retries.split(&ending, func(t *Ticket) bool { return hops || !t.hop })
		s.place(now, h)
	}
	s.giveUp(ending, Ending{Cause: Stopped})
}

// refuse ends the queue of a host that asked for a longer pause than Limits.MaxWait.
func (s *Scheduler) refuse(now Instant, h *host) {
	e := Ending{Cause: Refused, Host: h.name, Err: h.lastErr, Wait: h.until - now}
	s.giveUp(h.retries.take(h.retries.n), e)
	s.giveUp(h.queue.take(h.queue.n), e)
}

// expire ends the tickets of a host that lets nothing through that have waited as long for such
// hosts as they may.
func (s *Scheduler) expire(now Instant, h *host) {
	if h.breaker.state != closed && now >= h.expiry {
		h.expiry = s.expireQueue(now, h)
	}
}

// expireQueue ends the tickets in the queue of a host that have waited too long, and returns when
// the next will have.
func (s *Scheduler) expireQueue(now Instant, h *host) (next Instant) {
	next = Never
	expired := tickets{}
	leaves := func(t *Ticket) bool {
		left := s.MaxWait - s.waited(h, t, now)
		if left <= s.MaxWait/100 { // as good as over: so a long queue is not looked through for each of them
			return true
		}
		next = min(next, now+left)
		return false
	}
	h.retries.split(&expired, leaves)
	h.queue.split(&expired, leaves)
	s.giveUp(expired, Ending{Cause: Expired, Host: h.name, Err: cmp.Or(h.lastErr, s.lastLookupErr), Wait: s.MaxWait})
	return next
}

// What Evict takes as a host that does not come back by itself, and how many of its tickets end at
// a time.
const (
	failingFor = 3 * time.Second
	evicted    = 64
)

// Evict makes room where all places are taken and nothing may go: tickets end of the host that has
// failed longest, those first that were sent, in the order in which they came. It returns how long
// it is until there may be such a host; Never where none fails.
func (s *Scheduler) Evict(now Instant) time.Duration {
	if s.resolver.down {
		return Never
	}
	var worst *host
	for h := range s.failing {
		if worst == nil || h.failing < worst.failing || h.failing == worst.failing && h.name < worst.name {
			worst = h
		}
	}
	if worst == nil {
		return Never
	}
	if left := failingFor - (now - worst.failing); left > 0 {
		return left
	}
	e := Ending{Cause: Evicted, Host: worst.name, Err: worst.lastErr, Wait: now - worst.failing}
	first := worst.retries.take(evicted)
	n := first.n
	s.giveUp(first, e)
	s.giveUp(worst.queue.take(evicted-n), e)
	s.place(now, worst)
	return 0
}

// giveUp ends tickets that are counted as waiting.
func (s *Scheduler) giveUp(queue tickets, e Ending) {
	s.waiting -= queue.n
	for t := queue.pop(); t != nil; t = queue.pop() {
		s.end(t, e)
	}
}
