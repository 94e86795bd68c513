package hosts

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
			h.expiry = now // looked at anew
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
	h.pace.end()
}
