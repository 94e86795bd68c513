package hosts

// pauseFor pauses a host that asks for it by Retry-After (RFC 9110, section 10.2.3), and reports
// whether it does. The first complaint that asks for a wait pauses the host. A later wait binds its
// own code only, until the alarm of the evidence is raised, since the host may serve some codes and
// not others.
func (s *Scheduler) pauseFor(now Instant, h *host, t *Ticket, r Report) bool {
	if r.RetryAfter <= 0 {
		return false
	}
	if r.RetryAfter > s.MaxWait {
		if !h.noticed {
			h.noticed = true
			s.notify(Notice{WaitTooLong, h.name, r.RetryAfter})
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
	h.paused = true
	h.pause(now + r.RetryAfter)
	return true
}

// refuseAfter is how many codes in a row a host has to ask for a longer wait than Limits.MaxWait
// until all of its codes end without being sent.
const refuseAfter = 3
