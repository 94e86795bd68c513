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
// everything waits, except for hosts that have answered and are not failing, and a probe now and
// then: a request whose lookup shows whether names can be looked up again.
type resolver struct {
	failures int    // failed lookups since a lookup was answered
	name     string // the host of the first failure
	several  bool   // the failures were for several hosts
	answered bool   // a lookup was answered in this run
	down     bool
	since    Instant // when the request of the first failure was sent
	told     bool    // a person was told
	back     Instant // when names could be looked up again; 0 if the resolver was never down
	next     Instant // when the next probe may go while the resolver is in doubt or down
	expiry   Instant // when the first ticket has waited too long
}

// If this number of lookups in a row fails, for several names, the resolver is in doubt. If no
// lookup was ever answered, two failures are enough, for any name, since a short list makes no more
// lookups. If a lookup fails this time after the first failure, the resolver is down.
const (
	resolverDown = 16
	silentFor    = time.Second
)

// isInDoubt reports whether perhaps no name can be looked up, or the resolver is down.
func (r *resolver) isInDoubt() bool {
	return r.down || r.mayBeDown() || !r.answered && r.failures > 1
}

// mayBeDown reports whether too many lookups have failed for a single host to be the cause.
func (r *resolver) mayBeDown() bool { return r.failures >= resolverDown && (r.several || !r.answered) }

// lookedUp records the result of the lookup for a ticket's request.
func (s *Scheduler) lookedUp(now Instant, t *Ticket, l Lookup) {
	r := &s.resolver
	t.host.lookup = l
	switch l {
	case NoLookup:
		if r.isInDoubt() && t.host.class != healthyHosts { // the probe shows nothing
			r.next = now
		}
	case LookupAnswered:
		t.host.lookedUp = true
		if r.failures > 0 && t.sent < r.since { // perhaps answered before the first failure
			r.answered = true
			return
		}
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
		switch {
		case r.down || !r.isInDoubt():
		case now-r.since >= silentFor:
			r.down, r.expiry = true, now
			r.asked(now, s.limits.MaxWait)
		default:
			r.next = max(r.next, r.since+silentFor)
		}
	}
}

// restart ends the waits of all tickets for the resolver.
func (s *Scheduler) restart(now Instant) {
	for _, h := range s.hosts {
		s.endWaits(now, h)
	}
}

// mustWait reports whether hosts that have not answered, or are failing, must wait for the
// resolver.
func (r *resolver) mustWait(now Instant) bool { return r.isInDoubt() && now < r.next }

// asked records a probe, and holds back the next one for a while.
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
