package hosts

import "time"

// Stats is a snapshot of the scheduler's work.
type Stats struct {
	Sent           uint64 // requests that were sent
	InFlight       int    // requests in flight
	Waiting        int    // tickets that wait for a worker, a limit or another attempt
	FailingHosts   int    // hosts whose last answers were bad, and for which tickets wait
	FailingWaiting int    // tickets that wait for these hosts
	Holdup         Holdup
}

// A Holdup is the reason why half of the workers or more do nothing although the run is not over.
// If a host is paced below half of the rate that it had, half of its workers are idle, since the
// requests in flight are the rate times the time of an answer (Little's law).
//
// Without such a reason a run waits for its requests in flight. That is a holdup of kind NoAnswers,
// also while answers come.
type Holdup struct {
	Kind    HoldupKind
	Host    string        // with most of the waiting tickets, or of the requests in flight; empty for NoLookups
	Hosts   int           // hosts for which tickets wait; with Down those that fail, with NoAnswers those with requests in flight
	Waiting int           // tickets that wait for Host, or for all hosts with NoLookups; with NoAnswers its requests in flight
	Wait    time.Duration // until the next request; with NoAnswers the mean age of the requests in flight
	Rate    float64       // requests a second, with Paced
	Err     error         // error of the last bad answer, with Down and Paced
	Told    bool          // Tell was called for this state
}

// A HoldupKind is the state of a host that holds up a run.
type HoldupKind uint8

const (
	NoHoldup  HoldupKind = 0
	NoLookups HoldupKind = 1 << (iota - 1) // no name can be looked up
	Down                                   // the host lets nothing through, and is probed now and then
	Paused                                 // the host asked for a pause, by Retry-After
	Paced                                  // the host complains, and gets fewer requests
	Backoff                                // further attempts of single codes wait
	NoAnswers                              // requests in flight have no answer yet
)

// Stats returns a snapshot. It visits all hosts that are remembered, some 10 ns each.
func (s *Scheduler) Stats(now Instant) Stats {
	stats := Stats{Sent: s.serial, InFlight: s.inFlight, Waiting: s.waiting}
	idle := 2*(s.inFlight-s.failingInFlight) <= s.workers
	var most, busiest *host
	held, asked := 0, 0
	for _, h := range s.hosts {
		if busiest == nil || h.inFlight > busiest.inFlight || h.inFlight == busiest.inFlight && h.name < busiest.name {
			busiest = h
		}
		if h.inFlight > 0 {
			asked++
		}
		if h.breaker.state == closed && h.until <= now && h.pace.level == 0 && h.badRun == 0 {
			h.told = 0 // the state has ended
		}
		waiting := h.queued() + h.later
		if waiting == 0 {
			continue
		}
		held++
		if h.isFailing() {
			stats.FailingHosts++
			stats.FailingWaiting += waiting
		}
		if n := queuedOrLater(most); waiting > n || waiting == n && h.name < most.name {
			most = h
		}
	}
	switch r := &s.resolver; {
	case r.down && s.waiting > 0:
		stats.Holdup = Holdup{Kind: NoLookups, Waiting: s.waiting, Wait: max(r.next-now, 0), Told: r.told}
	case most != nil && idle:
		stats.Holdup = s.holdup(now, most)
	}
	if stats.Holdup.Kind == NoHoldup && s.inFlight > 0 {
		age := now - busiest.sentSum/time.Duration(max(busiest.inFlight, 1))
		stats.Holdup = Holdup{Kind: NoAnswers, Host: busiest.name, Waiting: busiest.inFlight, Wait: age}
	}
	switch stats.Holdup.Kind {
	case NoHoldup:
	case NoAnswers:
		stats.Holdup.Hosts = asked
	case Down:
		stats.Holdup.Hosts = stats.FailingHosts
	default:
		stats.Holdup.Hosts = held
	}
	return stats
}

// queuedOrLater returns the number of tickets that wait for a host, which may be nil.
func queuedOrLater(h *host) int {
	if h == nil {
		return 0
	}
	return h.queued() + h.later
}

// holdup returns the state of a host for which tickets wait.
func (s *Scheduler) holdup(now Instant, h *host) Holdup {
	hold := Holdup{Host: h.name, Waiting: h.queued() + h.later}
	switch {
	case h.noName && s.mayBeResolver(now):
	case h.askedTo > now:
		hold.Kind, hold.Wait = Paused, h.askedTo-now
	case h.breaker.state == open:
		hold.Kind, hold.Wait, hold.Err = Down, max(h.until-now, 0), h.lastErr
	case s.isDown(now, h):
		hold.Kind, hold.Wait, hold.Err = Down, s.untilLater(now, h), h.lastErr
	case h.until > now:
		hold.Kind, hold.Wait = Paused, h.until-now
	case h.pace.level > 0 && h.queued() > 0:
		hold.Kind, hold.Wait, hold.Rate, hold.Err = Paced, h.pace.wait(now), h.pace.rate(now), h.lastErr
	case h.queued() == 0:
		hold.Kind, hold.Wait = Backoff, s.untilLater(now, h)
	}
	if hold.Kind == NoHoldup {
		return Holdup{}
	}
	hold.Told = h.told&hold.Kind != 0
	return hold
}

// downAfter is how long a host lets nothing through until it counts as down, if its breaker is not
// open yet.
const downAfter = time.Second

// isDown reports whether a host whose breaker is not open lets nothing through.
func (s *Scheduler) isDown(now Instant, h *host) bool {
	return h.isFailing() && h.later > 0 && now-h.badSince >= downAfter
}

// mayBeResolver reports whether perhaps no name can be looked up, or could not a moment ago.
func (s *Scheduler) mayBeResolver(now Instant) bool {
	r := &s.resolver
	return r.failures > 0 && now-r.since < 3*silentFor || r.back > 0 && now-r.back < 3*silentFor
}

// untilLater returns the time until the next of the tickets that wait for another attempt at a
// host.
func (s *Scheduler) untilLater(now Instant, h *host) time.Duration {
	next := Never
	for _, t := range s.later.entries {
		if t.host == h {
			next = min(next, t.due)
		}
	}
	return max(next-now, 0)
}

// Tell records that a person was told of a holdup. Its Told is true until the state ends.
func (s *Scheduler) Tell(hold Holdup) {
	if hold.Kind == NoLookups {
		s.resolver.told = true
	} else if h := s.hosts[hold.Host]; h != nil {
		h.told |= hold.Kind
	}
}
