package hosts

// A state is the structure of the scheduler that contains a host.
type state uint8

const (
	occupied state = iota // has as many requests in flight as it may, or no ticket in its queue
	ready                 // may send a request
	asleep                // may send a request later
	resting               // has no work, but is remembered
)

// The classes of hosts that are ready.
const (
	healthyHosts = iota // have answered and are not failing
	newHosts            // have not answered yet
	failingHosts
)

func (h *host) classNow() int {
	switch {
	case h.isFailing():
		return failingHosts
	case h.answered:
		return healthyHosts
	}
	return newHosts
}

// host returns the host of that name. If the host is not known, it returns a new host.
func (s *Scheduler) host(now Instant, name string) *host {
	h, known := s.hosts[name]
	if known {
		return h
	}
	if h = s.spareHosts; h != nil {
		s.spareHosts, h.next = h.next, nil
	} else {
		h = &host{}
	}
	h.name, h.met, h.position, h.used = name, now, -1, s.clock
	h.failingPosition = -1
	h.window = s.limits.PerHost
	s.beginRate(&h.rate, s.limits.PerHostRate)
	s.hosts[name] = h
	return h
}

// place moves a host after a change: to the ready hosts, the sleeping hosts or the resting hosts,
// or out of all of them.
func (s *Scheduler) place(now Instant, h *host) {
	// The suspension ends after its time, or when no request can show anything more.
	if h.breaker.state == suspended && (now >= h.breaker.opens || h.retries.n+h.later+h.inFlight == 0 && !h.byHop) {
		s.conclude(now, h)
	}
	class := h.classNow()
	goes := s.mayGo(now, h)
	if h.state != ready || !goes || h.class != class {
		if goes && h.state == asleep && h.wakes == h.rate.next {
			h.rate.fired(now)
		}
		s.unlink(h)
		h.class = class
		switch {
		case goes:
			s.queueUp(now, h)
		case h.queued() > 0:
			s.sleep(now, h)
		}
	}
	s.count(now, h)
	if h.queued() == 0 && h.inFlight == 0 && h.later == 0 {
		s.rest(now, h)
	}
}

// mayGo reports whether a request to the host may go now.
func (s *Scheduler) mayGo(now Instant, h *host) bool {
	return h.nextQueue().n > 0 && h.inFlight < s.limit(h) && h.wait(now) == 0
}

// limit returns the number of requests to a host that may be in flight.
func (s *Scheduler) limit(h *host) int {
	if h.breaker.state == open {
		return 1
	}
	return h.window
}

// queueUp adds a host to the ready hosts. The host counts as having used at least as much of the
// workers' time as the host that went last, so that a host without work saves up nothing.
func (s *Scheduler) queueUp(now Instant, h *host) {
	if lag := s.clock - h.usage(now); lag > 0 {
		h.used += lag
	}
	h.key = h.usage(now)
	h.state = ready
	s.ready[h.class].add(h)
}

// sleep makes a host wake when its next request may go, its suspension ends, or a ticket has waited
// too long.
func (s *Scheduler) sleep(now Instant, h *host) {
	wakes := Never
	if h.inFlight < s.limit(h) && h.breaker.state != suspended {
		wakes = now + h.wait(now)
	}
	if h.breaker.state == suspended {
		wakes = h.breaker.opens
		if wait := h.wait(now); wait > 0 {
			wakes = min(wakes, now+wait)
		}
	}
	if h.breaker.state != closed {
		wakes = min(wakes, h.expiry)
	}
	if wakes < Never {
		h.state, h.wakes = asleep, wakes
		s.sleeping.push(h)
	}
}

// unlink takes a host out of the structure of its state.
func (s *Scheduler) unlink(h *host) {
	switch h.state {
	case ready:
		s.ready[h.class].remove(h)
	case asleep:
		s.sleeping.remove(h)
	case resting:
		s.resting[h.kind].remove(h)
	}
	h.state = occupied
}

// count updates the scheduler's counts: hosts that have work, healthy hosts that have work,
// requests in flight for failing hosts, and failing hosts that have a queue.
func (s *Scheduler) count(now Instant, h *host) {
	works := h.inFlight > 0 || h.state == ready
	if works != h.working {
		h.working = works
		s.working += sign(works)
	}
	if healthy := works && h.class == healthyHosts; healthy != h.healthy {
		if h.healthy && s.healthy > 1 {
			s.several = now
		}
		h.healthy = healthy
		s.healthy += sign(healthy)
	}
	inFlight := 0
	if h.class == failingHosts {
		inFlight = h.inFlight
	}
	if inFlight != h.failingInFlight {
		s.failingInFlight += inFlight - h.failingInFlight
		h.failingInFlight = inFlight
	}
	if h.class == failingHosts && h.queued() > 0 {
		s.addFailing(h)
	} else {
		s.removeFailing(h)
	}
}

func sign(more bool) int {
	if more {
		return 1
	}
	return -1
}

// These are the numbers of hosts without work that the scheduler remembers, at some 700 bytes each:
// hosts that had trouble, and others.
const (
	maxTroubled = 16384
	maxPlain    = 256
)

// rest remembers a host without work. If there are too many hosts of its kind, the host that has
// rested longest is forgotten.
func (s *Scheduler) rest(now Instant, h *host) {
	kind, most := troubled, maxTroubled
	if h.isPlain(now, s.limits.PerHost) {
		kind, most = plain, maxPlain
	}
	h.state, h.kind = resting, kind
	ring := &s.resting[kind]
	ring.add(h)
	if ring.n > most {
		oldest := ring.head
		s.unlink(oldest)
		s.forget(oldest)
	}
}

// The kinds of resting hosts.
const (
	troubled = iota
	plain
)

// forget removes a host and keeps its memory for a new host.
func (s *Scheduler) forget(h *host) {
	delete(s.hosts, h.name)
	*h = host{next: s.spareHosts, failingPosition: -1}
	s.spareHosts = h
}

// A ring is a list of hosts in the order of their arrival. The zero value is empty.
type ring struct {
	head *host
	n    int
}

func (r *ring) add(h *host) {
	if r.head == nil {
		r.head, h.prev, h.next = h, h, h
	} else {
		h.prev, h.next = r.head.prev, r.head
		h.prev.next, h.next.prev = h, h
	}
	r.n++
}

func (r *ring) remove(h *host) {
	if r.n--; r.n == 0 {
		r.head = nil
	} else {
		h.prev.next, h.next.prev = h.next, h.prev
		if r.head == h {
			r.head = h.next
		}
	}
	h.prev, h.next = nil, nil
}
