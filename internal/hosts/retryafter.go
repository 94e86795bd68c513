package hosts

// pauseFor pauses a host that asks for it by Retry-After (RFC 9110, section 10.2.3). It reports
// whether it did. The first complaint with a wait pauses the host. A later wait delays only its own
// code, until the next alarm, since the host may serve some codes and not others.
func (s *Scheduler) pauseFor(now Instant, h *host, t *Ticket, r Report) bool {
	if r.RetryAfter <= 0 {
		return false
	}
	if r.RetryAfter > s.limits.MaxWait {
		if !h.noticed {
			h.noticed = true
			if s.WaitTooLong != nil {
				s.WaitTooLong(h.name, r.RetryAfter)
			}
		}
		if h.tooLong++; h.tooLong >= refuseAfter {
			h.pause(now + min(r.RetryAfter, Never-now))
			h.refusing = true
			s.refuse(now, h)
		}
		return true
	}
	h.tooLong = 0
	if h.paused {
		return false
	}
	h.paused, h.askedTo = true, now+r.RetryAfter
	h.pause(h.askedTo)
	return true
}

// refuseAfter is the number of codes in a row for which a host asks for a longer wait than
// Limits.MaxWait. Then all tickets in its queue end.
const refuseAfter = 3
