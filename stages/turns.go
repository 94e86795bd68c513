package stages

// host returns the one of that name, a new one where nothing is known of it.
func (s *scheduler) host(now instant, name string) *host {
	h, known := s.hosts[name]
	if known {
		return h
	}
	if h = s.spares; h != nil {
		s.spares, h.next = h.next, nil
	} else {
		h = &host{}
	}
	h.name, h.met, h.window, h.index = name, now, float64(s.PerHost), -1
	s.hosts[name] = h
	return h
}

// settle puts a host where it belongs after something of it changed: among those ready, asleep, at rest, or nowhere. A
// host that comes to be ready takes its turn after those that are; one that stays ready keeps it.
func (s *scheduler) settle(now instant, h *host) {
	if h.state != ready || !s.mayGo(now, h) {
		s.leave(h)
		if h.queue.n > 0 {
			s.line(now, h)
		}
	}
	s.count(now, h)
	if h.unwell && h.queue.n > 0 {
		s.failing[h] = struct{}{}
	} else if len(s.failing) > 0 {
		delete(s.failing, h)
	}
	if h.queue.n == 0 && h.inFlight == 0 {
		s.lay(now, h)
	}
}

// count counts a host among those that have work, and among those of them that are well.
func (s *scheduler) count(now instant, h *host) {
	works := h.inFlight > 0 || h.state == ready
	if works != h.working {
		h.working = works
		s.working += sign(works)
	}
	if busy := works && h.answered && !h.unwell; busy != h.busy {
		if h.busy && s.busy > 1 {
			s.several = now
		}
		h.busy = busy
		s.busy += sign(busy)
	}
}

func sign(more bool) int {
	if more {
		return 1
	}
	return -1
}

// mayGo reports whether a host may go now.
func (s *scheduler) mayGo(now instant, h *host) bool {
	return h.queue.n > 0 && h.inFlight < h.limit() && h.wait(now) == 0
}

// line finds the place of a host that has a queue.
func (s *scheduler) line(now instant, h *host) {
	if s.mayGo(now, h) {
		h.state = ready
		s.ready.add(h)
		return
	}
	wakes := never
	if h.inFlight < h.limit() {
		wakes = now + h.wait(now)
	}
	if h.probe > 0 {
		wakes = min(wakes, h.expiry)
	}
	if wakes < never {
		h.state, h.wakes = asleep, wakes
		s.sleeping.push(h)
	}
}

// leave takes a host out of where it is.
func (s *scheduler) leave(h *host) {
	switch h.state {
	case ready:
		s.ready.remove(h)
	case asleep:
		s.sleeping.remove(h)
	case resting:
		s.rest.remove(h)
	}
	h.state = occupied
}

// maxResting is how many hosts without work are remembered, for what they are not well with: some 400 bytes each.
const maxResting = 16384

// lay forgets a host without work that is well, and remembers one that is not; of too many the one that has rested
// longest is forgotten.
func (s *scheduler) lay(now instant, h *host) {
	if h.healthy(now, float64(s.PerHost)) {
		s.forget(h)
		return
	}
	h.state = resting
	s.rest.add(h)
	if s.rest.n > maxResting {
		oldest := s.rest.head
		s.leave(oldest)
		s.forget(oldest)
	}
}

// forget keeps the memory of a host for the next.
func (s *scheduler) forget(h *host) {
	delete(s.hosts, h.name)
	*h = host{next: s.spares}
	s.spares = h
}

func (s *scheduler) newItem() *item {
	it := s.spare
	if it == nil {
		return &item{index: -1}
	}
	s.spare, it.next = it.next, nil
	return it
}

// recycle keeps the memory of an item whose job is over for the next.
func (s *scheduler) recycle(it *item) {
	*it = item{next: s.spare, index: -1}
	s.spare = it
}
