package hosts

import "time"

// lifts finds out whether a pace has an effect. If the rate of requests causes the bad answers,
// about as many requests per second succeed at a lower rate, so the share of good answers rises. If
// it does not, the share stays the same.
type lifts struct {
	rate float64 // answers per second at the first alarm of a series; 0 if there was none
	good float64 // share of good answers to first attempts at that alarm
	sum  epoch   // sum of the epochs since the last alarm with enough answers
}

const (
	slower    = 0.5  // share of the first rate up to which a pace can be of no use
	sameShare = 1.25 // times the first share of good answers: up to that it counts as the same
	enough    = 4    // good answers from which the share is known
)

// alarm records an alarm that ends an epoch, and reports whether the pace has no effect.
func (l *lifts) alarm(now Instant, e *epoch) bool {
	sum := l.sum
	sum.add(e)
	if sum.good < enough || sum.firstOK+sum.firstBad < 2*enough {
		return false
	}
	l.sum, *e = epoch{}, epoch{}
	rate := float64(sum.good+sum.bad) / max(now-sum.began, time.Millisecond).Seconds()
	good := 1 - sum.share()
	if l.rate == 0 || good > sameShare*l.good || 1-good < (1-l.good)/2 {
		l.rate, l.good = rate, good
		return false
	}
	return rate <= slower*l.rate
}
