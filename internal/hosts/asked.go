package hosts

// asked is what a host asked for by Retry-After (RFC 9110, section 10.2.3). The first complaint that asks for a wait
// pauses the host. If requests succeed after the pause the host serves some codes and not others, and a later wait
// binds its own code only, until the alarm of the evidence is raised.
type asked struct {
	paused bool
	first  uint64 // serial number of the first request after the pause
	good   int    // answers to those
	bad    int    // complaints that ask for a wait, to those
}

// pauseAgain is how many complaints after a pause, with no good answer, pause the host again.
const pauseAgain = 4

// pauses reports whether a wait that is asked for in the answer to a request pauses the host.
func (a *asked) pauses(serial, next uint64) bool {
	if a.paused && serial >= a.first {
		a.bad++
	}
	if a.paused && (a.good > 0 || a.bad < pauseAgain) {
		return false
	}
	*a = asked{paused: true, first: next}
	return true
}

func (a *asked) succeeded(serial uint64) {
	if a.paused && serial >= a.first {
		a.good++
	}
}

// pauseFor pauses a host that asks for it, and reports whether it does.
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
	if !h.asked.pauses(t.Serial, s.serial) {
		return false
	}
	h.pause(now + r.RetryAfter)
	return true
}

// refuseAfter is how many codes in a row a host has to ask for a longer wait than Limits.MaxWait until all of its
// codes end without being sent.
const refuseAfter = 3
