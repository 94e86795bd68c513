package hosts

// alive records an answer that only shows that the host is alive. It ends the run of bad answers
// and may close the breaker.
func (s *Scheduler) alive(now Instant, t *Ticket) {
	t.endBadRun()
	if t.Serial >= t.host.epoch.first {
		s.close(now, t.host)
	}
}

// good records an answer that shows that the host serves the code.
func (s *Scheduler) good(now Instant, t *Ticket) {
	h := t.host
	t.endBadRun()
	if !h.answered { // bad answers so far do not count
		s.close(now, h)
		h.epoch.first = 0
	}
	h.answered, h.tooLong = true, 0
	h.recent.add(now)
	h.goods++
	if h.breaker.state == suspended {
		h.breaker.rate = max(h.breaker.rate, float64(h.recent.count(now)))
	}
	h.window = min(h.window+1, s.limits.PerHost)
	if t.Serial < h.epoch.first {
		return
	}
	h.epoch.good++
	if h.breaker.state == open || h.epoch.good >= enoughGood {
		s.resume(now, h)
	}
	if t.Attempt == 1 {
		h.epoch.firstOK++
	}
	if !t.hadBad {
		h.evidence.good()
	}
}

// endBadRun ends the run of bad answers of the ticket's host. If the first complaint of the code
// began a doubt, it confirms that the pace was too high.
func (t *Ticket) endBadRun() {
	h := t.host
	h.badRun, h.newBad = 0, 0
	if t.suspect != 0 {
		h.pace.confirm(t.suspect)
		t.suspect = 0
	}
}

// bad records a bad answer and reports whether the attempt counts. It does not count if the host
// may be the cause.
func (s *Scheduler) bad(now Instant, t *Ticket, r Report) (counts bool) {
	h := t.host
	if h.badRun++; h.badRun == 1 {
		s.setFailing(h, now)
		h.badSince = t.sent
	}
	h.lastErr = r.Err
	if h.pace.level == 0 {
		t.suspect = 0
	}
	if r.Lookup == LookupFailed {
		s.lastLookupErr = r.Err
	}
	if s.limits.NoPacing {
		s.pauseFor(now, h, t, r)
		return true
	}
	if r.Lookup == LookupFailed && (s.resolver.down || s.resolver.mayBeDown() || t.sent < s.resolver.back) {
		return false
	}
	if h.breaker.state == open {
		h.pause(now + max(h.breaker.interval(now, s.limits.MaxWait), min(r.RetryAfter, s.limits.MaxWait)))
		h.queue.shuffle(s.random)
		return false
	}
	if t.Serial < h.epoch.first { // sent in an earlier epoch
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
	return s.firstBad(now, t, r)
}

// firstBad records the bad answer to a code that had none before, and reports whether the attempt
// counts. The answer weighs less if many good answers came while its request was in flight.
func (s *Scheduler) firstBad(now Instant, t *Ticket, r Report) (counts bool) {
	h := t.host
	if t.Attempt == 1 {
		h.epoch.firstBad++
		h.newBad++
	}
	alarm := h.evidence.bad(now, t.sent, r.Verdict, t.weight()) || h.evidence.tolerance > 0 && h.servesNothingNow(now)
	paused := s.pauseFor(now, h, t, r)
	switch {
	case alarm && !paused:
		s.alarm(now, h, t)
		return false
	case h.pace.level > 0 && r.RetryAfter <= longestDoubt:
		t.suspect = h.pace.complaint(now, h.goodRate(now))
	}
	return !h.excuses(now, r)
}

// badAgain records the bad answer to a code that had one before, and reports whether the attempt
// counts.
func (s *Scheduler) badAgain(now Instant, t *Ticket, r Report) (counts bool) {
	h := t.host
	if h.pace.level > 0 {
		s.settle(now, t)
	}
	if h.evidence.sum >= suspicious && h.servesNothing() && now-h.evidence.began >= suspendFor { // it has no other code to judge by
		s.alarm(now, h, t)
		return false
	}
	return !h.excuses(now, r)
}

// settle decides after the second bad answer to a code: either the code is broken, or the pace is
// too high.
func (s *Scheduler) settle(now Instant, t *Ticket) {
	h := t.host
	if h.goodRate(now) >= letsThrough*h.pace.rate(now) {
		h.pace.acquit(now, t.suspect)
		h.recent.add(now) // the host had room for the code
	} else {
		h.pace.confirm(t.suspect)
	}
	t.suspect = 0
}

// weight returns how much a bad answer counts. The more good answers to other requests came while
// its request was in flight, the less it counts.
func (t *Ticket) weight() float64 {
	overtaken := t.host.goods - t.goods
	return min(1, float64(t.alongside)/float64(max(overtaken, 1)))
}

// servesNothingNow reports whether first attempts have failed for a while and no other request
// succeeded. It is used in place of the evidence if most first attempts are known to fail.
func (h *host) servesNothingNow(now Instant) bool {
	return h.newBad >= alarmAt*2 && now-h.failing >= suspendFor
}

// letsThrough is the share of its pace at which a host must succeed. If it does, a code that
// complains again is broken.
const letsThrough = 0.8

// silent records the failure of a host that never answered. After the second failure the breaker
// opens.
func (s *Scheduler) silent(now Instant, h *host) {
	if h.badRun > 1 {
		s.open(now, h, h.badSince)
	}
}
