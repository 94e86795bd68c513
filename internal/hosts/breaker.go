package hosts

import "time"

// A breaker keeps requests from a host that lets nothing through, whatever the host does: it
// refuses, hangs, resets or says 503. While it is suspended codes that were sent before make their
// further attempts, and nothing else goes. If none of them succeeds it opens: one request at a time
// goes as a probe, less and less often. A good answer closes it. Codes that are broken may stand
// side by side, so what is tried comes in random order. Codes wait no longer than Limits.MaxWait in
// all for hosts whose breaker is not closed.
type breaker struct {
	state breakerState
	since Instant // from when the host let nothing through
	opens Instant // when a suspended breaker opens
	rate  float64 // good answers in the second before it was suspended
}

type breakerState uint8

const (
	closed breakerState = iota
	suspended
	open
)

const (
	suspendFor    = 1500 * time.Millisecond // the backoffs of three retries
	probeInterval = time.Second             // between two probes, at first
	probeShare    = 0.15                    // of the time since the breaker left the closed state: the interval after a while
)

// interval is the time until the next probe.
func (b *breaker) interval(now Instant, most time.Duration) time.Duration {
	return max(min(max(probeInterval, time.Duration(probeShare*float64(now-b.since))), most), 1)
}

// conclude ends the suspension of a host.
func (s *Scheduler) conclude(now Instant, h *host) {
	if h.epoch.good > 0 {
		s.resume(now, h)
	} else {
		s.open(now, h, h.breaker.since)
	}
}

// open opens the breaker of a host that has let nothing through since an instant.
func (s *Scheduler) open(now Instant, h *host, since Instant) {
	if h.breaker.state == closed {
		h.breaker.since = since
		h.expiry = now // looked at anew
	}
	if h.breaker.state != open {
		s.noticeFailing(now, h)
	}
	h.breaker.state = open
	h.evidence.tolerance = 0
	h.pace.end() // found anew when the host is back
	h.pause(now + h.breaker.interval(now, s.MaxWait))
	s.newEpoch(now, h)
}

// endWaits notes that what the tickets of a host waited for is over. Those that were not sent yet
// may wait as long again, so that repeated outages end none of a long list: each such wait ends by
// a job that is done.
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

// resume closes the breaker of a host that lets something through again. If it still complained
// while it was suspended, what succeeded then is its pace.
func (s *Scheduler) resume(now Instant, h *host) {
	if h.breaker.state == suspended && h.epoch.bad > 0 {
		h.pace.set(now, max(h.goodRate(now), h.breaker.rate))
		s.newEpoch(now, h)
	}
	s.close(now, h)
}
