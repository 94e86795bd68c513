package hosts

import (
	"math"
	"time"
)

// A pace is how fast a host is asked that complains when it is asked faster (429, 503): requests go one by one, at a rate
// that follows the shape of TCP CUBIC (RFC 9438). After a cut the rate is 0.9 of what the host let through, comes
// back to that within paceLevel, stays about there, and grows ever faster where no complaint comes. The zero value is no pace.
type pace struct {
	level float64 // requests a second that the host let through at the last cut; 0 for no pace
	since Instant // from when the curve counts
	cut   Instant // when it was cut last
	next  Instant // no request goes before

	before  float64 // the level before the fast growth failed and a level between is tried; 0 while none is tried
	highest float64 // the rate at which fast growth failed: a burst that the host allows, and no new level

	number   uint32  // of the last complaint that is in doubt
	suspects int     // codes that complained and may be to blame themselves; 0 without a doubt
	doubted  Instant // when the doubt began
	held     float64 // the rate while it lasts, where the last suspects were to blame; 0 where the pace was cut
	undo     curve   // what was before that cut
	toBlame  bool    // the last suspects were
}

// A curve is what a cut changes.
type curve struct {
	level  float64
	since  Instant
	before float64
}

const (
	paceShare = 0.9                     // of the level, after a cut
	paceLevel = 3500 * time.Millisecond // from a cut until the rate is at the level again
	paceFast  = 6.0                     // growth a second, from twice paceLevel on
	paceOver  = 100                     // a rate of so many times the level, without a complaint, ends the pace
	paceNear  = 0.95                    // of the level: a complaint at a lower rate is chance
	paceRest  = time.Second             // between two cuts
	paceLeast = 0.2                     // requests a second
	paceKnown = 10                      // good answers that say enough of a host's rate
	paceDoubt = 2 * time.Second         // after which a provisional cut is final
)

// rate is requests a second at an instant.
func (p *pace) rate(now Instant) float64 {
	if p.held > 0 {
		return p.held
	}
	k := paceLevel.Seconds()
	t := (now - p.since).Seconds()
	if fast := t - 2*k; fast > 0 {
		return p.level * (2 - paceShare) * math.Pow(paceFast, fast)
	}
	x := t/k - 1
	return p.level * (1 + (1-paceShare)*x*x*x)
}

// isFast reports whether the rate grows fast.
func (p *pace) isFast(now Instant) bool { return now-p.since > 2*paceLevel }

// set begins a curve at a level.
func (p *pace) set(now Instant, level float64) {
	p.level, p.since, p.cut, p.before, p.held = max(level, paceLeast), now, now, 0, 0
	p.next = max(p.next, now+every(p.rate(now)))
}

// complaint takes in the complaint of a code that had none before, while there is a pace, and returns the number of the doubt
// that the code is a suspect of; 0 for none. recent is how many requests a second succeed. Until the code's next attempt shows
// what is to blame the pace is cut; where the last suspects were to blame, it only stops growing.
func (p *pace) complaint(now Instant, recent float64) uint32 {
	if p.suspects > 0 && now-p.doubted > paceDoubt { // which is too long to wait for
		p.confirm(now, p.number, recent)
	}
	if p.suspects > 0 {
		if p.suspects++; p.held > 0 { // two at a time are hardly chance
			rate := p.held
			p.resume(now)
			p.doubted = now
			p.slow(now, rate, recent)
		}
		return p.number
	}
	rate := p.rate(now)
	if p.before == 0 && (rate < paceNear*p.level || now-p.cut < paceRest && !p.isFast(now)) {
		return 0
	}
	p.number++
	p.suspects, p.doubted = 1, now
	if p.toBlame && !p.isFast(now) {
		p.held = rate
	} else {
		p.slow(now, rate, recent)
	}
	return p.number
}

// slow cuts the pace.
func (p *pace) slow(now Instant, rate, recent float64) {
	p.undo = curve{p.level, p.since, p.before}
	switch {
	case p.before > 0 && now-p.cut < paceRest/2: // the level between was too much: what the host let through was a burst
		p.highest = max(p.highest, p.level/paceShare)
		p.set(now, p.before)
	case !p.isFast(now):
		p.set(now, min(max(recent, rate/2), rate))
	case rate < 1.5*p.highest:
		p.set(now, p.level)
	default:
		before := p.level
		p.set(now, paceShare*rate)
		p.before, p.since = before, now-paceLevel
	}
}

// confirm says that a suspect succeeded when tried again: it was the host that complained.
func (p *pace) confirm(now Instant, number uint32, recent float64) {
	if number != p.number || p.suspects == 0 {
		return
	}
	p.suspects, p.toBlame = 0, false
	if rate := p.held; rate > 0 {
		p.resume(now)
		p.slow(now, rate, recent)
	}
}

// acquit says that a suspect complained again: the code is to blame. Without another suspect the pace is what it was.
func (p *pace) acquit(now Instant, number uint32) {
	if number != p.number || p.suspects == 0 {
		return
	}
	if p.suspects--; p.suspects > 0 {
		return
	}
	p.toBlame = true
	if p.held == 0 {
		p.level, p.since, p.before = p.undo.level, p.undo.since, p.undo.before
	}
	p.resume(now)
}

// resume has the curve go on where it was when the doubt began.
func (p *pace) resume(now Instant) {
	p.held = 0
	p.since += now - p.doubted
	p.cut += now - p.doubted
}

// wait is how long the host must be left alone.
func (p *pace) wait(now Instant) time.Duration {
	if p.level == 0 {
		return 0
	}
	if p.rate(now) > paceOver*p.level {
		*p = pace{number: p.number, toBlame: p.toBlame}
		return 0
	}
	return max(p.next-now, 0)
}

// take takes the host's turn. A request that goes late is not made up for: to a server that counts, two that come
// close together are one too many.
func (p *pace) take(now Instant) {
	if p.level > 0 {
		p.next = now + every(p.rate(now))
	}
}
