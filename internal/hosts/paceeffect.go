package hosts

import "time"

// A paceEffect finds out whether a pace has an effect. If the rate of requests causes the bad
// answers, about as many requests per second succeed at a lower rate, so the share of good answers
// rises. If the rate is not the cause, the share stays the same.
type paceEffect struct {
	rate float64 // answers per second at the first alarm of a series; 0 if there was none
	good float64 // share of good answers to first attempts at that alarm
	sum  epoch   // sum of the epochs since the last alarm with enough answers
}

const (
	slower    = 0.5  // share of the first rate up to which a pace can be of no use
	sameShare = 1.25 // times the first share of good answers: up to that it counts as the same
	enough    = 4    // good answers from which the share is known
)

// recordAlarm records an alarm that ends an epoch, and reports whether the pace has no effect.
func (p *paceEffect) recordAlarm(now Instant, e *epoch) (useless bool) {
	sum := p.sum
	sum.add(e)
	if sum.good < enough || sum.firstOK+sum.firstBad < 2*enough {
		return false
	}
	p.sum, *e = epoch{}, epoch{}
	rate := float64(sum.good+sum.bad) / max(now-sum.began, time.Millisecond).Seconds()
	good := 1 - sum.share()
	if p.rate == 0 || good > sameShare*p.good || 1-good < (1-p.good)/2 {
		p.rate, p.good = rate, good
		return false
	}
	return rate <= slower*p.rate
}
