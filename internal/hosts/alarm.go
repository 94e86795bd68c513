package hosts

// An epoch is what came since the scheduler last changed how it asks the host: answers to requests
// that were sent after that. Answers to earlier ones say nothing of the change.
type epoch struct {
	first    uint64 // serial number of the first request
	began    Instant
	good     int
	firstBad int // bad answers to first attempts
	firstOK  int // good ones
	bad      int
}

// add adds what came in a later epoch.
func (e *epoch) add(later *epoch) {
	if e.good+e.bad == 0 {
		e.began = later.began
	}
	e.good += later.good
	e.bad += later.bad
	e.firstBad += later.firstBad
	e.firstOK += later.firstOK
}

// share is the share of bad answers to first attempts.
func (e *epoch) share() float64 {
	if e.firstBad == 0 {
		return 0
	}
	return float64(e.firstBad) / float64(e.firstBad+e.firstOK)
}

// enoughGood is how many good answers since the last change show at what rate the host succeeds.
const enoughGood = 10

// alarm acts upon the host's trouble.
func (s *Scheduler) alarm(now Instant, h *host, t *Ticket) {
	h.paused, h.alarmed = false, now
	h.queue.shuffle(s.random) // codes that are broken may stand side by side
	good := h.epoch.good
	switch {
	case now-t.sent >= suspendFor && h.servesNothing(): // other attempts would take as long
		s.open(now, h, h.badSince)
	case h.lifts.alarm(now, &h.epoch):
		s.lift(now, h)
	case good < enoughGood:
		if h.breaker.state == closed {
			h.expiry = now // looked at anew
			h.breaker = breaker{state: suspended, since: h.badSince, opens: now + suspendFor, rate: float64(h.recent.count(now))}
		}
	default:
		h.pace.find(now, h.goodRate(now))
	}
	s.newEpoch(now, h)
}

// lift ends a pace that is of no use.
func (s *Scheduler) lift(now Instant, h *host) {
	h.evidence.tolerance = 1 - h.lifts.good/2
	h.lifts = lifts{}
	h.pace.end()
}

func (s *Scheduler) newEpoch(now Instant, h *host) {
	h.lifts.sum.add(&h.epoch)
	h.epoch = epoch{first: s.serial, began: now}
	h.evidence.reset()
}
