package hosts

import "time"

// A host is the state that the scheduler keeps for a host: its tickets, its requests in flight, and
// its limits.
type host struct {
	name     string
	met      Instant // when the scheduler first heard of it
	queue    tickets // tickets that were not sent there yet
	retries  tickets // further attempts
	lastNew  bool    // the last ticket sent was from queue
	byHop    bool    // redirects lead there
	inFlight int
	sentSum  Instant       // sum of the times at which the requests in flight were sent
	used     time.Duration // workers' time, for requests that have ended
	answered bool          // a good answer came from it
	lookup   Lookup        // of the last request that ended
	lookedUp bool          // a lookup of its name was answered
	noName   bool          // a lookup of its name failed
	badRun   int           // bad answers since the last good one
	failing  Instant       // when badRun began; setFailing changes it
	newBad   int           // first attempts in badRun
	alarmed  Instant       // when the evidence last raised the alarm; 0 if never
	badSince Instant       // when the first request of badRun was sent
	lastErr  error         // error of the last bad answer

	evidence evidence
	epoch    epoch
	window   int // requests that may be in flight: one after an outage, one more with each good answer
	breaker  breaker
	pace     pace
	effect   paceEffect
	rate     bucket  // Limits.PerHostRate
	recent   recent  // good answers
	goods    int     // good answers
	later    int     // tickets that wait for another attempt
	askedTo  Instant // until when it asked to wait, by Retry-After
	paused   bool    // a Retry-After has paused it since the last alarm

	until    Instant // no request may go before: the host asked for a pause, or its breaker is open
	tooLong  int     // first complaints in a row with a longer wait than Limits.MaxWait
	noticed  bool    // WaitTooLong was called
	refusing bool    // it has asked for a longer pause than Limits.MaxWait, until until
	expiry   Instant // when its first ticket has waited too long, while the breaker is not closed

	told             HoldupKind // states that a person was told of, and that are not over
	working, healthy bool       // as counted in the Scheduler
	state            state
	class, kind      int
	failingInFlight  int     // as counted in the Scheduler
	prev, next       *host   // in the ring of resting hosts
	position         int     // in the timeline or heap of its state
	failingPosition  int     // in Scheduler.failing
	wakes            Instant // while it is asleep
	key              time.Duration
}

func (h *host) at() Instant { return h.wakes }
func (h *host) place() *int { return &h.position }

// pause holds back requests until a time.
func (h *host) pause(until Instant) { h.until = max(h.until, until) }

// wait returns the time until the next request may go.
func (h *host) wait(now Instant) time.Duration {
	return max(h.until-now, h.rate.wait(now), h.pace.wait(now), 0)
}

// isFailing reports whether the last answers of the host were bad, so that it may hang or be down.
func (h *host) isFailing() bool {
	return h.breaker.state != closed || h.badRun >= 3 || h.badRun > 0 && (!h.answered || h.lookup == LookupFailed)
}

// excuses reports whether the host may be the cause of a bad answer that comes now. It may be for a
// while after an alarm, and after some bad answers in a row. If the answer has a Retry-After, it
// takes more of them, since a further attempt costs that wait.
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

// goodRate returns how many requests per second succeeded in the last second, or since the host was
// first heard of.
func (h *host) goodRate(now Instant) float64 {
	elapsed := min(max(now-h.met, 10*time.Millisecond), time.Second)
	return float64(h.recent.count(now)) / elapsed.Seconds()
}

// nextQueue returns the queue whose head goes next. New codes and further attempts go in turn,
// since a host may serve only one of the two. If the pace waits for the result of a retry, that
// retry goes first. While the breaker is suspended, a new code goes only after a further attempt.
func (h *host) nextQueue() *tickets {
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

// queued returns the number of tickets that wait for the host.
func (h *host) queued() int { return h.queue.n + h.retries.n }

// isPlain reports whether the host has no trouble that must be remembered.
func (h *host) isPlain(now Instant, widest int) bool {
	return !h.isFailing() && h.window >= widest && h.until <= now && h.rate.next <= now && h.pace.level == 0
}
