package hosts

import "time"

// A Verdict is what an answer says of its host.
type Verdict uint8

const (
	Neutral   Verdict = iota // nothing: the fault is the code's, or the run was stopped
	Alive                    // the host answered, with a fault that is no sign of strain
	Good                     // the host does what it is asked
	Overload                 // it complains: 503 and the like
	Throttled                // it says that it is asked too often: 429
	Failed                   // it did not answer, or not to the end
)

func (v Verdict) isBad() bool { return v >= Overload }

func (v Verdict) weight() float64 {
	switch v {
	case Throttled:
		return weightThrottled
	case Overload:
		return weightOverload
	}
	return weightFailure
}

// A Report is what became of a request.
type Report struct {
	Verdict    Verdict
	Retry      bool // another attempt may go better
	Lookup     Lookup
	RetryAfter time.Duration // for how long the server asks not to be asked; 0 where it does not
	Err        error         // of a bad answer
}

// Report takes in what became of a ticket's request. It returns true where the scheduler keeps the ticket for another
// attempt; else the ticket is the owner's again, to Continue or to Release.
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
		t.hadBad = t.hadBad || counts || h.breaker.state == closed && t.Serial >= h.epoch.first
	} else if r.Verdict != Neutral {
		s.good(now, t, r.Verdict == Good)
	}
	s.place(now, h)
	if !r.Retry {
		return false
	}
	if !counts && s.Retries > 0 {
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
		s.enqueue(now, t, h, false)
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
}

// good takes in an answer that is not bad. One that only shows that the host is alive closes its breaker and says no more.
func (s *Scheduler) good(now Instant, t *Ticket, serves bool) {
	h := t.host
	h.badRun = 0
	if t.suspect != 0 {
		h.pace.confirm(now, t.suspect, h.goodRate(now))
		t.suspect = 0
	}
	if !serves {
		if t.Serial >= h.epoch.first {
			s.close(now, h)
		}
		return
	}
	if !h.answered { // what was said of it so far is void
		s.close(now, h)
		h.epoch.first = 0
		h.window.size = h.window.threshold
	}
	h.answered, h.tooLong = true, 0
	h.recent.add(now)
	h.goods++
	if h.breaker.state == suspended {
		h.breaker.rate = max(h.breaker.rate, float64(h.recent.count(now)))
	}
	h.asked.succeeded(t.Serial)
	h.window.grow(float64(s.PerHost))
	if t.Serial < h.epoch.first {
		return
	}
	h.epoch.good++
	h.epoch.served = true
	if h.breaker.state == open || h.epoch.good >= paceKnown {
		s.resume(now, h)
	}
	if t.Attempt == 1 {
		h.epoch.firstOK++
	}
	if !t.hadBad {
		h.evidence.good()
	}
}

// close closes the breaker.
func (s *Scheduler) close(now Instant, h *host) {
	if h.breaker.state == closed {
		return
	}
	h.eachQueued(func(t *Ticket) { t.waited, t.since = s.waited(h, t, now), now })
	if h.breaker.state == open {
		h.window.restart(float64(s.PerHost))
	}
	h.breaker.state = closed
	h.until = min(h.until, now)
}

// resume closes the breaker of a host that lets something through again. If it still complained while it was suspended, what
// succeeded then is its pace.
func (s *Scheduler) resume(now Instant, h *host) {
	if h.breaker.state == suspended && h.epoch.bad > 0 {
		h.pace.set(now, max(h.goodRate(now), h.breaker.rate))
		s.newEpoch(now, h)
	}
	s.close(now, h)
}

// bad takes in a bad answer and reports whether the attempt counts: it does not where the host is to blame.
func (s *Scheduler) bad(now Instant, t *Ticket, r Report) (counts bool) {
	h := t.host
	if h.badRun++; h.badRun == 1 {
		h.failing, h.badSince = now, t.sent
	}
	h.lastErr = r.Err
	if r.Lookup == LookupFailed {
		s.lastLookupErr = r.Err
	}
	if s.NoPacing {
		s.pauseFor(now, h, t, r)
		return true
	}
	if s.resolver.down && r.Lookup == LookupFailed {
		return false
	}
	if h.breaker.state == open {
		h.pause(now + max(h.breaker.interval(now, s.MaxWait), min(r.RetryAfter, s.MaxWait)))
		return false
	}
	if t.Serial < h.epoch.first { // as its host was asked before
		return false
	}
	if r.Verdict == Failed && !h.answered {
		s.silent(now, h)
		return h.breaker.state == closed
	}
	h.epoch.bad++
	if h.breaker.state == suspended {
		return false
	}
	if t.hadBad {
		return s.badAgain(now, t, r)
	}
	if t.Attempt == 1 {
		h.epoch.firstBad++
		if h.epoch.served {
			h.epoch.turns++
		}
		h.epoch.served = false
	}
	alarm := h.evidence.bad(now, r.Verdict, r.Verdict.weight()*min(1, float64(t.alongside)/float64(max(h.goods-t.goods, 1))))
	switch {
	case s.pauseFor(now, h, t, r):
	case alarm:
		s.alarm(now, h, r)
		return false
	case r.Verdict != Failed && h.pace.level > 0 && r.RetryAfter <= paceDoubt:
		t.suspect = h.pace.complaint(now, h.goodRate(now))
	}
	return !h.isSuspicious(now)
}

// badAgain takes in the bad answer to a code that had one before, and reports whether the attempt counts.
func (s *Scheduler) badAgain(now Instant, t *Ticket, r Report) (counts bool) {
	h := t.host
	if h.evidence.recent < manyComplain { // the code is to blame, and the host had room for it
		h.pace.acquit(now, t.suspect)
		h.recent.add(now)
	} else { // another code would have had it too
		h.pace.confirm(now, t.suspect, h.goodRate(now))
	}
	t.suspect = 0
	if h.evidence.sum >= suspicious && h.servesNothing() && now-h.evidence.began >= suspendFor { // it has no other code to judge by
		s.alarm(now, h, r)
		return false
	}
	return !h.isSuspicious(now)
}

// manyComplain is the share of bad answers from which on a code that complains again is not to blame for it.
const manyComplain = 0.3

// silent takes in that a host failed which never answered: the second time the breaker opens.
func (s *Scheduler) silent(now Instant, h *host) {
	if h.badRun > 1 {
		s.open(now, h, h.badSince)
	}
}

// alarm acts upon the host's trouble.
func (s *Scheduler) alarm(now Instant, h *host, r Report) {
	h.asked.paused, h.alarmed = false, now
	switch {
	case h.epoch.good == 0 && r.Verdict == Failed:
		s.open(now, h, h.badSince)
	case h.epoch.good < paceKnown:
		if h.breaker.state == closed {
			h.breaker = breaker{state: suspended, since: h.badSince, opens: now + suspendFor, rate: float64(h.recent.count(now))}
		}
	case r.Verdict == Failed:
		h.window.halve(h.inFlight)
	case h.lifts.alarm(now, &h.epoch):
		s.lift(now, h)
	default:
		rate := h.goodRate(now)
		h.pace.highest, h.pace.suspects = 0, 0
		h.pace.set(now, rate)
	}
	s.newEpoch(now, h)
}

// lift ends a pace that is of no use.
func (s *Scheduler) lift(now Instant, h *host) {
	h.evidence.tolerance = 1 - h.lifts.good/2
	h.lifts = lifts{}
	h.pace = pace{number: h.pace.number, cut: h.pace.cut}
}

func (s *Scheduler) newEpoch(now Instant, h *host) {
	h.epoch = epoch{first: s.serial, began: now}
	h.evidence.reset()
}

// conclude ends the suspension of a host.
func (s *Scheduler) conclude(now Instant, h *host) {
	if h.epoch.good > 0 {
		s.resume(now, h)
	} else {
		s.open(now, h, h.breaker.since)
	}
}

// open opens the breaker of a host that has let nothing through since an instant.
func (s *Scheduler) open(now Instant, h *host, since Instant) {
	if h.breaker.state == closed {
		h.breaker.since = since
		h.expiry = now // looked at anew
	}
	h.breaker.state = open
	h.pause(now + h.breaker.interval(now, s.MaxWait))
	s.newEpoch(now, h)
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
