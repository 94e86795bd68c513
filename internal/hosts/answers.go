package hosts

// good takes in an answer that is not bad. One that only shows that the host is alive closes its
// breaker and says no more.
func (s *Scheduler) good(now Instant, t *Ticket, serves bool) {
	h := t.host
	h.badRun, h.newBad = 0, 0
	if t.suspect != 0 {
		h.pace.confirm(t.suspect)
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
	}
	h.answered, h.tooLong = true, 0
	s.lastGood = max(now, 1)
	h.recent.add(now)
	h.goods++
	if h.breaker.state == suspended {
		h.breaker.rate = max(h.breaker.rate, float64(h.recent.count(now)))
	}
	h.window = min(h.window+1, s.PerHost)
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

// bad takes in a bad answer and reports whether the attempt counts: it does not where the host is
// to blame.
func (s *Scheduler) bad(now Instant, t *Ticket, r Report) (counts bool) {
	h := t.host
	if h.badRun++; h.badRun == 1 {
		h.failing, h.badSince = now, t.sent
	}
	h.lastErr = r.Err
	if h.pace.level == 0 {
		t.suspect = 0
	}
	if r.Lookup == LookupFailed {
		s.lastLookupErr = r.Err
	}
	if s.NoPacing {
		s.pauseFor(now, h, t, r)
		return true
	}
	if r.Lookup == LookupFailed && (s.resolver.down || s.resolver.mayBeDown()) {
		return false
	}
	if h.breaker.state == open {
		h.pause(now + max(h.breaker.interval(now, s.MaxWait), min(r.RetryAfter, s.MaxWait)))
		h.queue.shuffle(s.random)
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
	return s.firstBad(now, t, r)
}

// firstBad takes in the bad answer to a code that had none before, and reports whether the attempt
// counts. It weighs the less, the more good answers came while its request was on its way.
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

// badAgain takes in the bad answer to a code that had one before, and reports whether the attempt
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

// settle decides, by the second bad answer to a code, whether the code is broken or the pace too
// high.
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

// weight is how much a bad answer counts: the less, the more good answers to other requests came
// while its own was on its way.
func (t *Ticket) weight() float64 {
	overtaken := t.host.goods - t.goods
	return min(1, float64(t.alongside)/float64(max(overtaken, 1)))
}

// servesNothingNow reports whether first attempts have failed for a while, and no other request
// succeeded. It takes the place of the sum of evidence where most first attempts are known to fail.
func (h *host) servesNothingNow(now Instant) bool {
	return h.newBad >= alarmAt*2 && now-h.failing >= suspendFor
}

// letsThrough is the share of its pace that a host has to let through, where a code that complains
// again is to blame for it.
const letsThrough = 0.8

// silent takes in that a host failed which never answered: the second time the breaker opens.
func (s *Scheduler) silent(now Instant, h *host) {
	if h.badRun > 1 {
		s.open(now, h, h.badSince)
	}
}
