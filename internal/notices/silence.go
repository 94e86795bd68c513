package notices

import (
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// A silence is a time during which nothing moves: no request is sent, none ends, and no byte comes.
type silence struct {
	last  activity
	since hosts.Instant
	told  bool // there was a notice of this silence

	host     string        // of the last notice
	patience time.Duration // the length of its next silence that needs a notice
}

// An activity changes whenever something moves.
type activity struct {
	sent     uint64 // requests that were sent
	inFlight int
	received int64 // bytes
}

// longSilence is the length of a silence that needs a notice. Silences are looked for every half
// second, so the notice comes within two seconds.
const longSilence = 1500 * time.Millisecond

// see takes in the activity so far.
func (s *silence) see(now hosts.Instant, a activity) {
	if a != s.last {
		s.last, s.since, s.told = a, now, false
	}
}

func (s *silence) length(now hosts.Instant) time.Duration { return now - s.since }

// isLong reports whether a silence of a host needs a notice. After a notice the same host gets one
// only for a silence of twice the length, since all of its answers may take that long.
func (s *silence) isLong(now hosts.Instant, host string) bool {
	patience := longSilence
	if host == s.host {
		patience = s.patience
	}
	return !s.told && s.length(now) >= patience
}

// tell records that there was a notice of the silence of a host.
func (s *silence) tell(host string) {
	if s.told = true; host != s.host {
		s.host, s.patience = host, longSilence
	}
	s.patience *= 2
}
