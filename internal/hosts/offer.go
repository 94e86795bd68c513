package hosts

import "time"

// Offer returns the ticket that goes next, where a worker is idle; nil where none may. It stays
// where it is until it is sent. While more jobs may come, hosts that are failing do not get more
// than their part of the workers: the next job may be for a healthy one.
func (s *Scheduler) Offer(now Instant, more bool) *Ticket {
	if !s.IsIdle() {
		return nil
	}
	several := s.healthy > 1 || now-s.several < severalFor
	h := s.least(now, healthyHosts, several)
	if s.resolver.holds(now) {
		return h.head()
	}
	h = lessUsed(h, s.least(now, newHosts, several))
	if h == nil && !more || s.failingInFlight < max(s.workers/failingShare, 1) {
		h = lessUsed(h, s.least(now, failingHosts, several))
	}
	return h.head()
}

// lessUsed returns the host that has used less of the workers' time; nil where both are.
func lessUsed(a, b *host) *host {
	if a == nil || b != nil && b.key < a.key {
		return b
	}
	return a
}

// head is the ticket of the host that goes next; nil without a host.
func (h *host) head() *Ticket {
	if h == nil {
		return nil
	}
	return h.line().head
}

// least is the host of a class that has used the least of the workers' time, of those that may have
// another worker; nil without one.
func (s *Scheduler) least(now Instant, class int, several bool) *host {
	ready := &s.ready[class]
	var found *host
	full := s.full[:0]
	for !ready.empty() {
		h := ready.first(now)
		if h.inFlight < s.maxInFlight(h, several) {
			found = h
			break
		}
		ready.remove(h)
		full = append(full, h)
	}
	for _, h := range full {
		ready.add(h)
	}
	s.full = full[:0]
	return found
}

// severalFor is how long a host that had work counts as having some: jobs for it may come next.
const severalFor = time.Second

// failingShare is the part of the workers, an eighth, that hosts have in all which are failing,
// while healthy ones have work.
const failingShare = 8

// maxInFlight is the number of workers that a host may use: at most half while several healthy
// hosts have work, and one while the host has not answered yet and others have work, because it may
// hang.
func (s *Scheduler) maxInFlight(h *host, several bool) int {
	switch {
	case !h.answered && s.working > 1:
		return 1
	case several:
		return max(s.workers/2, 1)
	}
	return s.workers
}

// Hold is how long Limits.Rate keeps back what may go otherwise.
func (s *Scheduler) Hold(now Instant) time.Duration { return s.rate.wait(now) }

// Sent takes the ticket that was offered out of its queue: its request was sent.
func (s *Scheduler) Sent(now Instant, t *Ticket) {
	h := t.host
	line := h.line()
	if line.pop() != t {
		panic("hosts: a ticket was sent that was not offered")
	}
	h.lastNew = line == &h.queue
	t.waited, t.since, t.sent, t.Serial = s.waited(h, t, now), now, now, s.serial
	if !t.hop {
		t.Attempt++
	}
	t.hadBad = now < t.badUntil
	if h.name != s.lastHost && h.answered && !h.isFailing() {
		if s.lastHost != "" {
			s.several = now
		}
		s.lastHost = h.name
	}
	if s.resolver.down && h.class != healthyHosts {
		s.resolver.asked(now, s.MaxWait)
	}
	s.clock = max(s.clock, h.usage(now))
	s.waiting--
	s.serial++
	s.inFlight++
	h.inFlight++
	h.sentSum += now
	t.goods, t.alongside = h.goods, h.inFlight
	s.rate.take(now, every(s.Rate))
	h.rate.take(now, every(s.PerHostRate))
	h.pace.take(now)
	s.place(now, h)
}
