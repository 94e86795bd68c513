package hosts

import "time"

// A Lookup is the result of looking up a host's name for a request.
type Lookup uint8

const (
	NoLookup       Lookup = iota // no lookup was made
	LookupAnswered               // a name server answered, perhaps that there is no such name
	LookupFailed                 // no name server gave an answer
)

// A resolver notices when no name can be looked up at all. No host is the cause of that. So
// everything waits, except for hosts that have answered and are not failing, and a request now and
// then. The lookup of that request shows whether names can be looked up again.
type resolver struct {
	failures int    // failed lookups since a lookup was answered
	name     string // the host of the first failure
	several  bool   // the failures were for several hosts
	answered bool   // a lookup was answered in this run
	down     bool
	since    Instant // when the request of the first failure was sent
	told     bool    // a person was told
	back     Instant // when names could be looked up again; 0 if the resolver was never down
	next     Instant // when the next request may go while the resolver is down
	expiry   Instant // when the first ticket has waited too long
}

// If this number of lookups in a row fails, for several names and for this time, all tickets wait.
// If no lookup was ever answered, two failures are enough, for any name, since a short list makes
// no more lookups.
const (
	resolverDown = 16
	silentFor    = time.Second
)

// isDown reports whether no name can be looked up.
func (r *resolver) isDown(now Instant) bool {
	return now-r.since >= silentFor && (r.mayBeDown() || !r.answered && r.failures > 1)
}

// mayBeDown reports whether too many lookups have failed for a single host to be the cause.
func (r *resolver) mayBeDown() bool { return r.failures >= resolverDown && (r.several || !r.answered) }

// lookedUp records the result of the lookup for a ticket's request.
func (s *Scheduler) lookedUp(now Instant, t *Ticket, l Lookup) {
	r := &s.resolver
	switch l {
	case LookupAnswered:
		t.host.lookedUp = true
		back := r.back
		if r.down {
			s.restart(now)
			back = now
		}
		*r = resolver{answered: true, back: back}
	case LookupFailed:
		if t.host.noName && !t.host.lookedUp && r.answered { // a name that can't be looked up counts once
			return
		}
		t.host.noName = true
		if r.failures++; r.failures == 1 {
			r.since, r.name = t.sent, t.host.name
		}
		r.several = r.several || t.host.name != r.name
		if !r.down && r.isDown(now) {
			r.down, r.expiry = true, now
			r.asked(now, s.MaxWait)
		}
	}
}

// restart ends the waits of all tickets for the resolver.
func (s *Scheduler) restart(now Instant) {
	for _, h := range s.hosts {
		s.endWaits(now, h)
	}
}

// holds reports whether hosts that have not answered, or are failing, must wait for the resolver.
func (r *resolver) holds(now Instant) bool { return r.down && now < r.next }

// asked records a request to such a host, and holds back the next one for a while.
func (r *resolver) asked(now Instant, most time.Duration) {
	r.next = now + (&breaker{since: r.since}).interval(now, most)
}

// waited returns how long a ticket in the queue of a host has waited for hosts whose breaker is not
// closed, and for the resolver.
func (s *Scheduler) waited(h *host, t *Ticket, now Instant) time.Duration {
	since := Never
	if h.breaker.state != closed {
		since = h.breaker.since
	}
	if s.resolver.down {
		since = min(since, s.resolver.since)
	}
	return t.waited + max(now-max(t.since, since), 0)
}

// expireAll ends the tickets that have waited too long for the resolver.
func (s *Scheduler) expireAll(now Instant) {
	r := &s.resolver
	if !r.down || now < r.expiry {
		return
	}
	r.expiry = Never
	for _, h := range s.hosts {
		if h.queued() > 0 {
			r.expiry = min(r.expiry, s.expireQueue(now, h))
			s.place(now, h)
		}
	}
}
