package stages

import (
	"math"
	"time"
)

// A pace is how fast a host that answers 429 or 503 is asked, learned from what it lets through: a token bucket at a
// little less than its successes of the last second, which then grows slowly until the host complains again.
// The zero value is no pace.
type pace struct {
	rate    float64 // a second, at the time of since; 0 for none
	since   instant // the last cut
	serial  uint64  // requests sent before this one were sent at the rate before
	guessed bool    // the host was known too briefly for its rate to be known: it is felt for
	next    instant // nothing goes before
}

const (
	paceShare  = 0.9  // of the successes, after a cut
	paceGrowth = 1.02 // a second
	paceFeel   = 2.0  // a second, while the rate is guessed
	paceLeast  = 1.0 / 60
	paceKnown  = 10 // successes that say enough of a host's rate
	paceRest   = time.Second
)

// at is the rate at an instant.
func (p *pace) at(now instant) float64 {
	growth := paceGrowth
	if p.guessed {
		growth = paceFeel
	}
	return p.rate * math.Pow(growth, (now-p.since).Seconds())
}

// cut slows down after a complaint about the request of that serial number, and reports whether it did. recent is how many
// succeeded in the last second, known since when the host is known, next the serial number of the next request.
func (p *pace) cut(now, known instant, serial, next uint64, recent int) bool {
	switch {
	case p.rate == 0:
		p.rate, p.guessed = paceShare*float64(max(recent, 1)), recent < paceKnown || now-known < time.Second
	case serial < p.serial || now-p.since < paceRest:
		return false
	case p.guessed:
		// while the rate doubles each second, those of the last second are 0.72 of what it is
		p.rate, p.guessed = p.share(now, float64(recent)/0.72), false
	default:
		p.rate = p.share(now, float64(recent))
	}
	p.rate = max(p.rate, paceLeast)
	p.since, p.serial = now, next
	p.next = max(p.next, now+every(p.rate))
	return true
}

// share is what a cut leaves of successes a second; but not less than about half of what the rate was, since where little
// is asked for few successes say little.
func (p *pace) share(now instant, successes float64) float64 {
	rate := p.at(now)
	return paceShare * min(max(successes, rate/2), rate)
}

// paceOver is by how much a pace has to have grown without a complaint to be none any more.
const paceOver = 100

// wait is how long the host must be left alone.
func (p *pace) wait(now instant) time.Duration {
	if p.rate == 0 {
		return 0
	}
	if p.at(now) > paceOver*p.rate {
		p.rate = 0
		return 0
	}
	return max(p.next-now, 0)
}

// take takes the host's turn. What goes late is not made good for: to a server that counts, two that come close together are
// one too many.
func (p *pace) take(now instant) {
	if p.rate > 0 {
		p.next = now + every(p.at(now))
	}
}
