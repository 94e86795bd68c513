package hosts

import "time"

// A Verdict is what an answer says of its host.
type Verdict uint8

const (
	Neutral   Verdict = iota // nothing: the fault is the code's, or the run was stopped
	Alive                    // the host answered, with a fault that is not a sign of strain
	Good                     // the host does what it is asked
	Overload                 // it complains: 503 and the like
	Throttled                // it says that it is asked too often: 429
	Failed                   // it did not answer, or not to the end
)

func (v Verdict) isBad() bool { return v >= Overload }

// A Report is what became of a request.
type Report struct {
	Verdict    Verdict
	Retry      bool // another attempt may go better
	Lookup     Lookup
	RetryAfter time.Duration // for how long the server asks not to be asked; 0 where it does not
	Err        error         // of a bad answer
}

// Report takes in what became of a ticket's request. It returns true where the scheduler keeps the
// ticket for another attempt; else the ticket is the owner's again, to Continue or to Release.
func (s *Scheduler) Report(now Instant, t *Ticket, r Report) (again bool) {
	h := t.host
	s.inFlight--
	h.inFlight--
	h.sentSum -= t.sent
	h.used += now - t.sent
	s.lookedUp(now, t, r.Lookup)
	counts := true
	if r.Verdict.isBad() {
		counts = s.bad(now, t, r)
		t.waited, t.since = s.waited(h, t, now), now
		switch {
		case counts:
			t.badUntil = Never
		case h.breaker.state == closed && t.Serial >= h.epoch.first:
			t.badUntil = max(t.badUntil, now+r.RetryAfter+badLasts)
		}
	} else if r.Verdict != Neutral {
		s.good(now, t, r.Verdict == Good)
	}
	s.place(now, h)
	if !r.Retry {
		return false
	}
	servesOthers := h.breaker.state == closed && h.recent.count(now) > 0
	if !counts && s.Retries > 0 && (!servesOthers || t.excused < s.Retries) {
		t.excused++
	}
	if t.Attempt-t.excused > s.Retries {
		return false
	}
	s.again(now, t, r.RetryAfter)
	return true
}

// again has a ticket wait for another attempt, which begins where the first did.
func (s *Scheduler) again(now Instant, t *Ticket, retryAfter time.Duration) {
	if s.stopped {
		s.end(t, Ending{Cause: Stopped})
		return
	}
	s.waiting++
	t.hop = false
	h := s.host(now, t.home)
	if h.breaker.state == open || s.resolver.down { // which say when
		s.enqueue(now, t, h)
		return
	}
	wait := retryAfter
	if wait <= 0 {
		n := t.Attempt
		if h.breaker.state == closed {
			n = max(n-t.excused, 1)
		}
		wait = backoff(n, s.MaxWait, s.random)
	}
	t.host, t.due = h, now+wait
	h.later++
	s.later.push(t)
	s.place(now, h)
}
