package hosts

import (
	"math"
	"time"
)

// A pace is the rate of requests to a host that complains or fails at a higher rate. Requests go
// one by one. The rate follows the shape of TCP CUBIC (RFC 9438). The level is the rate at which
// the host succeeded. After a cut the rate is 0.9 of the level. It comes back to the level within
// levelAfter, stays near it, and then grows ever faster until the host complains again. The zero
// value is no pace.
//
// A complaint puts the pace in doubt: the rate is too high, or the code is broken. The pace is cut
// at once. If the code's next attempt brings a complaint too, while most other requests succeed,
// the code is broken and the cut is undone.
type pace struct {
	curve
	next    Instant // no request may go before
	doubt   uint32  // number of the last doubt
	doubted Instant // when it began
	inDoubt bool
	undo    curve // the curve before the cut that is in doubt
}

// A curve is the rate over time.
type curve struct {
	level   float64 // requests a second; 0 for no pace
	since   Instant // the time zero of the curve
	cut     Instant // when the rate was last cut
	before  float64 // the level before fast growth failed, while a level in between is tried; else 0
	burst   float64 // the rate that failed before a level in between failed too: the host allows it only as a burst
	chance  bool    // since the cut a complaint came below the level; it may be chance
	lowered bool    // the cut came below the level and did not change the level
}

const (
	cutShare     = 0.9                     // share of the level after a cut
	levelAfter   = 3500 * time.Millisecond // time after a cut when the rate is at the level again
	fastGrowth   = 6.0                     // factor after one second of fast growth, which begins at twice levelAfter
	paceEnds     = 100                     // times the level without a complaint: the pace ends
	almostLevel  = 0.99                    // share of the level: below it a first complaint is chance
	raise        = 1.05                    // times the level at most, if fast growth fails as it did before
	cutRest      = time.Second             // time between two cuts
	idleAfter    = 200 * time.Millisecond  // a request later than this moves the curve
	leastPace    = 0.2                     // requests a second
	longestDoubt = 2 * time.Second         // a code whose next attempt is later is no evidence about the cut
)

// rate returns the requests per second at an instant.
func (c *curve) rate(now Instant) float64 {
	k := levelAfter.Seconds()
	t := (now - c.since).Seconds()
	if fast := t - 2*k; fast > 0 {
		return c.level * (2 - cutShare) * math.Pow(fastGrowth, fast*fast)
	}
	x := t/k - 1
	return c.level * (1 + (1-cutShare)*x*x*x)
}

// isFast reports whether the rate grows fast.
func (c *curve) isFast(now Instant) bool { return now-c.since > 2*levelAfter }

// set begins a curve at a level.
func (p *pace) set(now Instant, level float64) {
	p.curve = curve{level: max(level, leastPace), since: now, cut: now, burst: p.burst}
	p.next = max(p.next, now+every(p.rate(now)))
}

// find begins a pace for a host whose rate of good answers is known.
func (p *pace) find(now Instant, good float64) {
	p.burst, p.inDoubt = 0, false
	p.set(now, good)
}

// complaint records the first complaint of a code, while there is a pace. good is the number of
// requests per second that succeed. If the complaint begins a doubt, complaint returns its number;
// else 0.
func (p *pace) complaint(now Instant, good float64) (doubt uint32) {
	if p.inDoubt { // two complaints at a time are hardly chance
		p.inDoubt = false
		return 0
	}
	if p.isChance(now) {
		return 0
	}
	p.doubt++
	p.inDoubt, p.doubted, p.undo = true, now, p.curve
	p.slow(now, good)
	return p.doubt
}

// isChance reports whether a complaint is no evidence about the rate: it comes too soon after a
// cut, or is the first below the level.
func (p *pace) isChance(now Instant) bool {
	switch {
	case p.before > 0, p.isFast(now):
		return false
	case now-p.cut < cutRest:
		return true
	case p.rate(now) < almostLevel*p.level && !p.chance:
		p.chance = true
		return true
	}
	return false
}

// slow cuts the pace.
func (p *pace) slow(now Instant, good float64) {
	rate := p.rate(now)
	switch {
	case p.before > 0 && now-p.cut < cutRest/2: // the level in between was too high: the host allowed a burst only
		p.burst = max(p.burst, p.level/cutShare)
		p.set(now, min(max(good, p.before), raise*p.before))
	case !p.isFast(now):
		p.lower(now, rate, good)
	case rate < 1.5*p.burst:
		p.set(now, min(max(good, p.level), raise*p.level))
	default: // try a level in between
		before := p.level
		p.set(now, cutShare*rate)
		p.before, p.since = before, now-levelAfter
	}
}

// lower cuts a pace that was near its level. If most requests succeeded, the level falls only after
// complaints below it twice in a row.
func (p *pace) lower(now Instant, rate, good float64) {
	level := min(max(good, rate/2), rate)
	lowered := false
	if good >= cutShare*rate && (rate >= p.level || !p.lowered) {
		lowered = rate < p.level
		level = max(level, p.level)
	}
	p.set(now, level)
	p.lowered = lowered
}

// confirm ends a doubt: the rate was too high. The cut stays.
func (p *pace) confirm(doubt uint32) {
	if doubt == p.doubt {
		p.inDoubt = false
	}
}

// acquit ends a doubt: the code is broken. The cut is undone, and the curve goes on from where it
// was.
func (p *pace) acquit(now Instant, doubt uint32) {
	if doubt != p.doubt || !p.inDoubt {
		return
	}
	p.inDoubt, p.curve = false, p.undo
	p.since += now - p.doubted
	p.cut += now - p.doubted
}

// wait returns the time until the pace allows the next request.
func (p *pace) wait(now Instant) time.Duration { return max(p.next-now, 0) }

func (p *pace) clear() { *p = pace{doubt: p.doubt} }

// sent records that a request was sent. A request that goes late is not made up for: a server that
// counts requests would take two requests close together for too many. While no request goes, the
// curve stands still.
func (p *pace) sent(now Instant) {
	if p.level == 0 {
		return
	}
	if late := now - p.next; late > idleAfter {
		p.since += min(late, now-p.since)
	}
	if rate := p.rate(now); rate > paceEnds*p.level {
		p.clear()
	} else {
		p.next = now + every(rate)
	}
}
