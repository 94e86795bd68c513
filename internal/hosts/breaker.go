package hosts

import "time"

// A breaker keeps requests from a host that lets nothing through, whatever the host does: it refuses, hangs, resets or says
// 503. While it is suspended codes that were sent before make their further attempts, and nothing else goes. If
// none of them succeeds it opens: one request at a time goes as a probe, less and less often. A good answer closes it.
// Codes wait no longer than Limits.MaxWait in all for hosts whose breaker is not closed.
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
