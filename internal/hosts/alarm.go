package hosts

import (
	"time"
)

// enoughGood is the number of good answers in an epoch from which the host's rate of success is
// known.
const enoughGood = 10

// alarm opens or suspends the breaker of the host, or begins or ends its pace.
func (s *Scheduler) alarm(now Instant, h *host, t *Ticket) {
	h.paused, h.alarmed = false, now
	h.queue.shuffle(s.random) // broken codes may be next to each other
	good := h.epoch.good
	switch {
	case now-t.sent >= suspendFor && h.servesNothing(): // further attempts would take as long
		s.open(now, h, h.badSince)
	case h.effect.recordAlarm(now, &h.epoch): // the pace is useless
		s.lift(now, h)
	case good < enoughGood:
		if h.breaker.state == closed {
			h.expiry = now // for a new check
			h.breaker = breaker{state: suspended, since: h.badSince, opens: now + suspendFor, rate: float64(h.recent.count(now))}
		}
	default:
		h.pace.find(now, h.goodRate(now))
	}
	s.newEpoch(now, h)
}

// lift ends a pace that has no effect.
func (s *Scheduler) lift(now Instant, h *host) {
	h.evidence.tolerance = 1 - h.effect.good/2
	h.effect = paceEffect{}
	h.pace.clear()
}

// An epoch counts the answers to requests that were sent since its beginning. It begins with an
// alarm, when the breaker opens, or when a suspension ends with a pace. Answers to earlier requests
// are no evidence about that change.
type epoch struct {
	first    uint64 // serial number of the first request
	began    Instant
	good     int
	firstBad int // bad answers to first attempts
	firstOK  int // good answers to first attempts
	bad      int
}

// add adds the answers of a later epoch.
func (e *epoch) add(later *epoch) {
	if e.good+e.bad == 0 {
		e.began = later.began
	}
	e.good += later.good
	e.bad += later.bad
	e.firstBad += later.firstBad
	e.firstOK += later.firstOK
}

// share returns the share of bad answers to first attempts.
func (e *epoch) share() float64 {
	if e.firstBad == 0 {
		return 0
	}
	return float64(e.firstBad) / float64(e.firstBad+e.firstOK)
}

func (s *Scheduler) newEpoch(now Instant, h *host) {
	h.effect.sum.add(&h.epoch)
	h.epoch = epoch{first: s.serial, began: now}
	h.evidence.reset()
}

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
