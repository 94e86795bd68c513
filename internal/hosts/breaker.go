package hosts

import "time"

// A breaker keeps requests from a host that serves nothing: it refuses, hangs, resets or answers
// 503. While the breaker is suspended, a new code goes only after a further attempt of another
// code. If nothing succeeds, the breaker opens: one request at a time goes as a probe, less and
// less often. A good answer closes it. Tickets go in random order, since broken codes may be next
// to each other. A ticket waits no longer than Limits.MaxWait in all for hosts whose breaker is not
// closed.
type breaker struct {
	state breakerState
	since Instant // when the first request that failed was sent
	opens Instant // when a suspended breaker opens
	rate  float64 // most good answers within a second, from the second before the suspension on
}

type breakerState uint8

const (
	closed breakerState = iota
	suspended
	open
)

const (
	suspendFor    = 1500 * time.Millisecond // the backoffs of three retries
	probeInterval = time.Second             // the time between two probes at first
	probeShare    = 0.15                    // the time between two probes, as a share of the time since breaker.since
)

// interval returns the time until the next probe.
func (b *breaker) interval(now Instant, most time.Duration) time.Duration {
	return max(min(max(probeInterval, time.Duration(probeShare*float64(now-b.since))), most), 1)
}

// conclude ends a suspension. If a good answer came, the breaker closes; else it opens.
func (s *Scheduler) conclude(now Instant, h *host) {
	if h.epoch.good > 0 {
		s.resume(now, h)
	} else {
		s.open(now, h, h.breaker.since)
	}
}

// open opens the breaker of a host that has served nothing since an instant.
func (s *Scheduler) open(now Instant, h *host, since Instant) {
	if h.breaker.state == closed {
		h.breaker.since = since
		h.expiry = now // for a new check
	}
	h.breaker.state = open
	h.evidence.tolerance = 0
	h.pace.clear() // the host gets a new one when it is back
	h.pause(now + h.breaker.interval(now, s.limits.MaxWait))
	s.newEpoch(now, h)
}

// endWaits adds the wait that is over to the tickets of a host. Tickets that were never sent may
// wait for the whole time again. So repeated outages do not end a long list: between two such waits
// a job is done.
func (s *Scheduler) endWaits(now Instant, h *host) {
	h.eachQueued(func(t *Ticket) {
		t.waited, t.since = s.waited(h, t, now), now
		if t.Attempt == 0 {
			t.waited = 0
		}
	})
}

// close closes the breaker.
func (s *Scheduler) close(now Instant, h *host) {
	if h.breaker.state == closed {
		return
	}
	s.endWaits(now, h)
	if h.breaker.state == open {
		h.window = 1
	}
	h.breaker.state = closed
	h.queue.shuffle(s.random)
	h.until = min(h.until, now)
}

// resume closes the breaker of a host that serves something again. If bad answers came during the
// suspension too, the host gets a pace: the rate at which requests succeeded.
func (s *Scheduler) resume(now Instant, h *host) {
	if h.breaker.state == suspended && h.epoch.bad > 0 {
		h.pace.set(now, max(h.goodRate(now), h.breaker.rate))
		s.newEpoch(now, h)
	}
	s.close(now, h)
}
