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
