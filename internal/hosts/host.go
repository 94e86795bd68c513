package hosts

import "time"

// A host is what the scheduler knows of one: what waits for it, what is in flight, how much it
// bears.
type host struct {
	name     string
	met      Instant // when it was heard of
	queue    tickets // that were not sent there yet
	retries  tickets // further attempts
	lastNew  bool    // the last that went was of queue
	byHop    bool    // redirects lead there
	inFlight int
	sentSum  Instant       // sum of the times at which what is in flight was sent
	used     time.Duration // of workers' time, by what is not in flight any more
	answered bool          // a good answer came from it
	lookedUp bool          // its name was
	noName   bool          // a lookup of its name failed
	badRun   int           // bad answers since the last good one
	failing  Instant       // when badRun began
	newBad   int           // first attempts among badRun
	alarmed  Instant       // when the evidence raised the alarm last; 0 where it never did
	badSince Instant       // when the request of its first bad answer was sent
	lastErr  error         // of the last bad answer

	evidence evidence
	epoch    epoch
	window   int // requests that may be in flight: one after an outage, one more with each good answer
	breaker  breaker
	pace     pace
	lifts    lifts
	rate     bucket // Limits.PerHostRate
	recent   recent // good answers
	goods    int    // good answers
	later    int    // tickets that wait for another attempt
	paused   bool   // by Retry-After, since the last alarm

	until    Instant // no request goes before: the host asked for a pause, or its breaker is open
	tooLong  int     // first complaints in a row that ask for a longer wait than Limits.MaxWait
	noticed  bool    // WaitTooLong was given
	refusing bool    // it has asked for a longer pause than Limits.MaxWait, until until
	expiry   Instant // when the first of its queue has waited too long, while the breaker is not closed

	working, healthy bool // as they are counted
	state            state
	class, kind      int
	failingInFlight  int     // as it is counted
	prev, next       *host   // in the ring of those at rest
	position         int     // in the timeline or heap of its state
	wakes            Instant // while it is asleep
	key              time.Duration
}

func (h *host) at() Instant { return h.wakes }
func (h *host) place() *int { return &h.position }

// pause keeps requests back until a time.
func (h *host) pause(until Instant) { h.until = max(h.until, until) }

// wait is how long the host must be left alone.
func (h *host) wait(now Instant) time.Duration {
	return max(h.until-now, h.rate.wait(now), h.pace.wait(now), 0)
}

// isFailing reports whether the last that was heard of the host was bad, so that it may hang or be
// down.
func (h *host) isFailing() bool {
	return h.breaker.state != closed || h.badRun >= 3 || h.badRun > 0 && !h.answered
}

// excuses reports whether the host may be to blame for a bad answer that comes now: after an alarm,
// while the pace has to be found, and after some bad answers in a row: more of them where the
// answer asks for a wait, since a further attempt costs that.
func (h *host) excuses(now Instant, r Report) bool {
	if h.breaker.state != closed || h.alarmed > 0 && now-h.alarmed < alarmLasts {
		return true
	}
	enough := float64(suspicious)
	if r.RetryAfter > 0 {
		enough = alarmAt
	}
	return h.evidence.sum >= enough && now-h.evidence.last < alarmLasts
}

// servesNothing reports whether no good answer came since the evidence against the host began.
func (h *host) servesNothing() bool { return h.evidence.goods == 0 && h.badRun >= h.evidence.bads }

// goodRate is how many requests a second succeeded in the last second, or since the host was heard
// of.
func (h *host) goodRate(now Instant) float64 {
	elapsed := min(max(now-h.met, 10*time.Millisecond), time.Second)
	return float64(h.recent.count(now)) / elapsed.Seconds()
}

// line is the queue whose head goes next. New codes and further attempts go in turn, since a host
// may serve the ones and not the others, but what the pace waits for goes first. While the breaker
// is suspended a new code goes only after a further attempt.
func (h *host) line() *tickets {
	switch {
	case h.queue.n == 0 || h.lastNew && (h.retries.n > 0 || h.breaker.state == suspended):
		return &h.retries
	case h.retries.n > 0 && h.retries.head.suspect != 0:
		return &h.retries
	}
	return &h.queue
}

// eachQueued calls f with each ticket that waits for the host.
func (h *host) eachQueued(f func(*Ticket)) {
	for _, q := range []*tickets{&h.queue, &h.retries} {
		for t := q.head; t != nil; t = t.next {
			f(t)
		}
	}
}

// queued is how many tickets wait for the host.
func (h *host) queued() int { return h.queue.n + h.retries.n }

// isPlain reports whether nothing is wrong with a host.
func (h *host) isPlain(now Instant, widest int) bool {
	return !h.isFailing() && h.window >= widest && h.until <= now && h.rate.next <= now && h.pace.level == 0
}
