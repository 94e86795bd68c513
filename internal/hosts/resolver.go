package hosts

import "time"

// A Lookup is what came of looking up a host's name for a request.
type Lookup uint8

const (
	NoLookup       Lookup = iota // none was made
	LookupAnswered               // a name server answered, perhaps that there is no such name
	LookupFailed                 // no name server gave an answer
)

// A resolver notices when no name can be looked up at all. It is not the fault of a host, so
// everything waits but hosts that answer over open connections, and a request now and then whose
// lookup shows whether names can be looked up again.
type resolver struct {
	failures int    // since a lookup was answered
	name     string // the host of the first of them
	several  bool   // they were for several hosts
	answered bool   // a lookup was answered in this run
	down     bool
	since    Instant // from when on no lookup was answered
	noticed  bool    // ResolverDown was given
	next     Instant // when a request may go while it is down
	expiry   Instant // when the first of all tickets has waited too long
}

// How many lookups in a row have to fail, of several names and for how long, until everything
// waits. Where none was ever answered those of one name are enough, and two of them: a short list
// makes no more.
const (
	resolverDown = 16
	silentFor    = time.Second
)

// isDown reports whether no name can be looked up.
func (r *resolver) isDown(now Instant) bool {
	return now-r.since >= silentFor && (r.mayBeDown() || !r.answered && r.failures > 1)
}

// mayBeDown reports whether so many lookups failed that none of their hosts is to blame.
func (r *resolver) mayBeDown() bool { return r.failures >= resolverDown && (r.several || !r.answered) }

// lookedUp takes in what came of the lookup for a ticket's request.
func (s *Scheduler) lookedUp(now Instant, t *Ticket, l Lookup) {
	r := &s.resolver
	switch l {
	case LookupAnswered:
		t.host.lookedUp = true
		if r.down {
			s.restart(now)
		}
		*r = resolver{answered: true, noticed: r.noticed}
	case LookupFailed:
		if t.host.noName && !t.host.lookedUp && r.answered { // a name that can't be looked up shows this once
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
			if !r.noticed {
				r.noticed = true
				s.notify(Notice{Kind: ResolverDown})
			}
		}
	}
}

// restart lets everything go on.
func (s *Scheduler) restart(now Instant) {
	for _, h := range s.hosts {
		s.endWaits(now, h)
	}
}

// holds reports whether hosts that have not answered, or are failing, have to wait for the
// resolver.
func (r *resolver) holds(now Instant) bool { return r.down && now < r.next }

// asked keeps others back for a while after a request for such a host.
func (r *resolver) asked(now Instant, most time.Duration) {
	r.next = now + (&breaker{since: r.since}).interval(now, most)
}

// waited is how long a ticket in the queue of a host has waited for hosts that let nothing through,
// and for the resolver.
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

// expireAll ends the tickets that have waited for the resolver for as long as they may.
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
