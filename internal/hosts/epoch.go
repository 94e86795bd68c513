package hosts

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
