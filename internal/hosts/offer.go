package hosts

import "time"

// Offer returns the ticket to send next. If no worker is idle or no ticket may go, it returns nil.
// The ticket stays in its queue until Sent. If more is true, more jobs may come, and one may be for
// a healthy host. So failing hosts then get at most their share of the workers.
func (s *Scheduler) Offer(now Instant, more bool) *Ticket {
	var t *Ticket
	if s.IsIdle() {
		t = s.choose(now, more)
	}
	if t == nil {
		s.awaitsRate = false
	}
	return t
}

// choose returns the ticket to send next. If no ticket may go, it returns nil.
func (s *Scheduler) choose(now Instant, more bool) *Ticket {
	several := s.healthy > 1 || now-s.several < severalFor
	h := s.least(now, healthyHosts, several)
	if s.resolver.mustWait(now) {
		return h.head()
	}
	if s.resolver.isInDoubt() {
		if untried := s.anyNew(); untried != nil {
			return lessUsed(h, untried).head()
		}
	}
	h = lessUsed(h, s.least(now, newHosts, several))
	if h == nil && !more || s.failingInFlight < max(s.workers/failingShare, 1) {
		h = lessUsed(h, s.least(now, failingHosts, several))
	}
	return h.head()
}

// anyNew returns any of the hosts that have not answered and may have a worker; nil if there is
// none. While names can perhaps not be looked up, the lookup of such a name shows more than that of
// a name that failed before; and the dead names of a list may be next to each other.
func (s *Scheduler) anyNew() *host {
	fresh := s.ready[newHosts].hosts
	if len(fresh) == 0 {
		return nil
	}
	if h := fresh[s.random.IntN(len(fresh))]; h.inFlight == 0 {
		return h
	}
	return nil
}

// lessUsed returns the host that has used less of the workers' time. Either host may be nil.
func lessUsed(a, b *host) *host {
	if a == nil || b != nil && b.key < a.key {
		return b
	}
	return a
}

// head returns the ticket of the host that goes next. If the host is nil, it returns nil.
func (h *host) head() *Ticket {
	if h == nil {
		return nil
	}
	return h.nextQueue().head
}

// least returns the host that has used the least of the workers' time, among the hosts of a class
// that may have another worker. If there is no such host, it returns nil.
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

// severalFor is the time for which several healthy hosts still count as having work, since the next
// jobs may be for them.
const severalFor = time.Second

// failingShare divides the workers: all failing hosts together get an eighth, while other hosts
// have work or more jobs may come.
const failingShare = 8

// maxInFlight returns the number of workers that a host may use. If the host has not answered and
// other hosts have work, it is one, because the host may hang. It is one too if the resolver is in
// doubt and the host's last request needed a lookup. If several healthy hosts have work, it is half
// of the workers.
func (s *Scheduler) maxInFlight(h *host, several bool) int {
	switch {
	case !h.answered && s.working > 1:
		return 1
	case h.lookup != NoLookup && s.resolver.isInDoubt():
		return 1
	case several:
		return max(s.workers/2, 1)
	}
	return s.workers
}

// RateDelay returns the time until Limits.Rate allows the next request. It is called when a ticket
// was offered.
func (s *Scheduler) RateDelay(now Instant) time.Duration {
	wait := s.rate.wait(now)
	if s.awaitsRate && wait == 0 {
		s.rate.fired(now)
	}
	s.awaitsRate = wait > 0
	return wait
}

// Sent records that the request of the offered ticket was sent, and takes the ticket out of its
// queue.
func (s *Scheduler) Sent(now Instant, t *Ticket) {
	h := t.host
	line := h.nextQueue()
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
	if s.resolver.isInDoubt() && h.class != healthyHosts {
		s.resolver.asked(now, s.limits.MaxWait)
	}
	s.clock = max(s.clock, h.usage(now))
	s.waiting--
	s.serial++
	s.inFlight++
	h.inFlight++
	h.sentSum += now
	t.goods, t.alongside = h.goods, h.inFlight
	late := max(s.rate.late, h.rate.late) // the timer of one bucket delays the request for both
	s.rate.acquire(now, late, every(s.limits.Rate))
	h.rate.acquire(now, late, every(s.limits.PerHostRate))
	h.pace.sent(now)
	s.place(now, h)
}
