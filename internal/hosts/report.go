package hosts

import "time"

// A Verdict says what an answer shows about its host.
type Verdict uint8

const (
	Neutral   Verdict = iota // nothing: the code is the cause, or the run was stopped
	Alive                    // the host answered with an error that is not a sign of overload
	Good                     // the host serves the code
	Overload                 // the host complains: 503 and the like
	Throttled                // the host reports too many requests: 429
	Failed                   // the host did not answer, or not to the end
)

func (v Verdict) isBad() bool { return v >= Overload }

// A Report is the result of a request.
type Report struct {
	Verdict    Verdict
	Retry      bool // another attempt may succeed
	Lookup     Lookup
	RetryAfter time.Duration // the wait that the server asks for; 0 if none
	Err        error         // error of a bad answer
}

// Report records the result of a ticket's request. If it returns true, the scheduler keeps the
// ticket for another attempt. Else the owner must Continue or Release the ticket.
func (s *Scheduler) Report(now Instant, t *Ticket, r Report) (again bool) {
	h := t.host
	s.inFlight--
	h.inFlight--
	h.sentSum -= t.sent
	h.used += now - t.sent
	s.lookedUp(now, t, r.Lookup)
	counts := true
	switch {
	case r.Verdict.isBad():
		counts = s.bad(now, t, r)
		t.waited, t.since = s.waited(h, t, now), now
		switch {
		case counts:
			t.badUntil = Never
		case h.breaker.state == closed && t.Serial >= h.epoch.first:
			t.badUntil = max(t.badUntil, now+r.RetryAfter+badLasts)
		}
	case r.Verdict == Good:
		s.good(now, t)
	case r.Verdict == Alive:
		s.alive(now, t)
	}
	s.place(now, h)
	if !r.Retry {
		return false
	}
	servesOthers := h.breaker.state == closed && h.recent.count(now) > 0
	if !counts && s.Retries > 0 && (!servesOthers || t.excused < max(s.Retries, fewExcused)) {
		t.excused++
	}
	if t.Attempt-t.excused > s.Retries {
		return false
	}
	s.again(now, t, r.RetryAfter)
	return true
}

// fewExcused is the number of attempts of a code that do not count, with few retries, if its host
// serves others: until the evidence has shown that a host is down, a code may fail so often.
const fewExcused = 3

// again makes a ticket wait for another attempt, which begins at the ticket's first host.
func (s *Scheduler) again(now Instant, t *Ticket, retryAfter time.Duration) {
	if s.stopped {
		s.end(t, Ending{Cause: Stopped})
		return
	}
	s.waiting++
	t.hop = false
	h := s.host(now, t.home)
	if h.breaker.state == open || s.resolver.down { // which decide when it goes
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
