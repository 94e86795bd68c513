package hosts

import "time"

// lifts finds out that a pace is of no use. Where the rate of requests is the cause of bad answers,
// about as many requests a second succeed at a lower rate, so the share of good answers rises.
// Where it is not the cause, that share stays.
type lifts struct {
	rate float64 // answers a second at the first of the alarms in a row; 0 for none
	good float64 // the share of good ones among first attempts
	sum  epoch   // of the epochs since an alarm that said enough
}

const (
	slower    = 0.5  // of the rate at the first alarm: from there down the share of good answers is looked at
	sameShare = 1.25 // times the share at the first alarm: up to there it has stayed
	enough    = 4    // good answers that say enough of a share
)

// alarm notes an alarm that ends an epoch, and reports whether the pace is of no use.
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
