package hosts

import "time"

// A Lookup is what came of looking up a host's name for a request.
type Lookup uint8

const (
	NoLookup       Lookup = iota // none was made
	LookupAnswered               // a name server answered, perhaps that there is no such name
	LookupFailed                 // no name server gave an answer
)

// A resolver notices when no name can be looked up at all. It is not the fault of a host, so everything waits but one request at
// a time, and hosts that answer over open connections.
type resolver struct {
	failures int    // since a lookup was answered
	name     string // the host of the first of them
	several  bool   // they were for several hosts
	answered bool   // a lookup was answered in this run
	down     bool
	since    Instant // from when on no lookup was answered
	probing  bool    // a request was sent while it was down
	next     Instant // when another may go
	expiry   Instant // when the first of all tickets has waited too long
}

// How many lookups in a row have to fail, of several names, until everything waits. Where none was ever answered those of one name
// are enough, and two of them after a while: a short list makes no more.
const (
	resolverDown = 8
	silentFor    = time.Second
)

// isDown reports whether no name can be looked up.
func (r *resolver) isDown(now Instant) bool {
	if r.failures >= resolverDown {
		return r.several || !r.answered
	}
	return !r.answered && r.failures > 1 && now-r.since >= silentFor
}

// lookedUp takes in what came of the lookup for a ticket's request.
func (s *Scheduler) lookedUp(now Instant, t *Ticket, l Lookup) {
	r := &s.resolver
	if t.probe {
		t.probe, r.probing = false, false
		if r.down {
			r.next = now + (&breaker{since: r.since}).interval(now, s.MaxWait)
		}
	}
	switch l {
	case LookupAnswered:
		if r.down {
			s.restart(now)
		}
		*r = resolver{answered: true}
	case LookupFailed:
		if r.failures++; r.failures == 1 {
			r.since, r.name = t.sent, t.host.name
		}
		r.several = r.several || t.host.name != r.name
		if !r.down && r.isDown(now) {
			r.down, r.expiry, r.next = true, now, now+(&breaker{since: r.since}).interval(now, s.MaxWait)
			s.notify(Notice{Kind: ResolverDown})
		}
	}
}

// restart lets everything go on. What tickets have waited is not forgotten.
func (s *Scheduler) restart(now Instant) {
	for _, h := range s.hosts {
		h.eachQueued(func(t *Ticket) { t.waited, t.since = s.waited(h, t, now), now })
	}
}

// holds reports whether hosts that have not answered, or are failing, have to wait for the resolver.
func (r *resolver) holds(now Instant) bool { return r.down && (r.probing || now < r.next) }

// waited is how long a ticket in the queue of a host has waited for hosts that let nothing through, and for the resolver.
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
