package hosts

// A state is where a host is.
type state uint8

const (
	occupied state = iota // has all in flight that it may, or nothing to do but what is in flight
	ready                 // may go
	asleep                // waits for a time
	resting               // has no work; remembered
)

// The classes of hosts that are ready.
const (
	healthyHosts = iota // that have answered
	newHosts            // that have not yet
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

// host returns the one of that name, a new one where nothing is known of it.
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
	h.window = s.PerHost
	s.hosts[name] = h
	return h
}

// place puts a host where it belongs after something of it changed: among those ready, asleep, at
// rest, or nowhere.
func (s *Scheduler) place(now Instant, h *host) {
	if h.breaker.state == suspended && (now >= h.breaker.opens || h.retries.n+h.later+h.inFlight == 0 && !h.byHop) { // nothing more is to be learned
		s.conclude(now, h)
	}
	class := h.classNow()
	goes := s.mayGo(now, h)
	if h.state != ready || !goes || h.class != class {
		s.leave(h)
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

// mayGo reports whether a host may go now.
func (s *Scheduler) mayGo(now Instant, h *host) bool {
	return h.line().n > 0 && h.inFlight < s.limit(h) && h.wait(now) == 0
}

// limit is how many requests may be in flight for a host.
func (s *Scheduler) limit(h *host) int {
	if h.breaker.state == open {
		return 1
	}
	return h.window
}

// queueUp puts a host among those that are ready. It has used at least as much of the workers' time
// as the one that went last: a host that had nothing to do has saved nothing.
func (s *Scheduler) queueUp(now Instant, h *host) {
	if lag := s.clock - h.usage(now); lag > 0 {
		h.used += lag
	}
	h.key = h.usage(now)
	h.state = ready
	s.ready[h.class].add(h)
}

// sleep has a host wake when it may go, or when something is to be looked at.
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

// leave takes a host out of where it is.
func (s *Scheduler) leave(h *host) {
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

// count counts a host among those that have work, those of them that are healthy, and those that
// are failing and have a queue.
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
		s.failing[h] = struct{}{}
	} else if len(s.failing) > 0 {
		delete(s.failing, h)
	}
}

func sign(more bool) int {
	if more {
		return 1
	}
	return -1
}

// How many hosts without work are remembered, some 700 bytes each: those with which something is
// wrong, and the others.
const (
	maxTroubled = 16384
	maxPlain    = 256
)

// rest remembers a host without work; of too many of its kind the one that has rested longest is
// forgotten.
func (s *Scheduler) rest(now Instant, h *host) {
	kind, most := troubled, maxTroubled
	if h.isPlain(now, s.PerHost) {
		kind, most = plain, maxPlain
	}
	h.state, h.kind = resting, kind
	ring := &s.resting[kind]
	ring.add(h)
	if ring.n > most {
		oldest := ring.head
		s.leave(oldest)
		s.forget(oldest)
	}
}

// The kinds of hosts at rest.
const (
	troubled = iota
	plain
)

// forget keeps the memory of a host for the next.
func (s *Scheduler) forget(h *host) {
	delete(s.hosts, h.name)
	*h = host{next: s.spareHosts}
	s.spareHosts = h
}

// A ring is hosts in the order in which they came. The zero value is empty.
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
