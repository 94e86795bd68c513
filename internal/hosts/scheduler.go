package hosts

import (
	"math/rand/v2"
	"time"
)

// A Scheduler decides which ticket goes next, and when. It is not safe for use by several
// goroutines.
type Scheduler struct {
	limits Limits

	// WaitTooLong is called when a host first asks for a longer wait than Limits.MaxWait. nil means
	// nothing.
	WaitTooLong func(host string, wait time.Duration)

	workers int
	random  *rand.Rand

	hosts      map[string]*host
	ready      [3]usageHeap // hosts whose next request may go now, by class
	resting    [2]ring      // hosts without work, the longest first: hosts that had trouble, and others
	sleeping   timeline[*host]
	later      timeline[*Ticket]      // tickets that wait for another attempt
	failing    timeline[*failingHost] // failing hosts that have a queue, the longest failing first
	ended      tickets                // tickets that end without another request
	rate       bucket                 // Limits.Rate
	awaitsRate bool                   // an offered ticket waits for a token of rate
	resolver   resolver

	waiting         int // tickets in queues and in later
	inFlight        int
	failingInFlight int           // requests in flight for hosts that are failing
	serial          uint64        // serial number of the next request
	clock           time.Duration // the workers' time that the host that went last had used
	working         int           // hosts that have work
	healthy         int           // hosts that have work, have answered and are not failing
	lastHost        string        // the last healthy host to which a request was sent
	first           string        // the host of the first ticket that was added
	others          bool          // a ticket for another host was added
	several         Instant       // when several healthy hosts last had work, at a time or in turn
	lastLookupErr   error         // error of the last failed lookup
	stopped         bool          // Stop or Abort was called
	aborted         bool          // Abort was called
	spare           *Ticket       // to be used again, linked by next
	spareHosts      *host         // to be used again, linked by next
	full            []*host       // scratch memory of least
}

// New returns a scheduler for a number of workers, with a source of random numbers for backoff.
func New(workers int, limits Limits, random *rand.Rand) *Scheduler {
	if limits.PerHost == 0 {
		limits.PerHost = workers
	}
	s := &Scheduler{
		limits: limits, workers: workers, random: random,
		hosts: map[string]*host{}, several: -severalFor,
	}
	s.beginRate(&s.rate, limits.Rate)
	return s
}

// Add returns a ticket for a job at a host. Slot is the owner's number for the job. The job waits
// since then: if it waited for something else before now, that time counts too (Expired). After
// Stop or Abort the ticket ends at once.
func (s *Scheduler) Add(now, since Instant, name string, slot int) *Ticket {
	t := s.newTicket()
	t.Slot, t.home = slot, name
	if s.stopped {
		s.end(t, Ending{Cause: Stopped})
		return t
	}
	if s.first == "" {
		s.first = name
	}
	s.others = s.others || name != s.first
	s.waiting++
	h := s.host(now, name)
	t.since = since
	t.waited = s.waited(h, t, now)
	s.enqueue(now, t, h)
	return t
}

// Continue makes a reported ticket go on to another host within its attempt. After Abort the ticket
// ends.
func (s *Scheduler) Continue(now Instant, t *Ticket, name string) {
	if s.aborted {
		s.end(t, Ending{Cause: Stopped})
		return
	}
	t.hop = true
	s.waiting++
	s.enqueue(now, t, s.host(now, name))
}

// Release takes back a ticket whose job is done.
func (s *Scheduler) Release(t *Ticket) {
	*t = Ticket{next: s.spare, position: -1}
	s.spare = t
}

func (s *Scheduler) newTicket() *Ticket {
	t := s.spare
	if t == nil {
		return &Ticket{position: -1}
	}
	s.spare, t.next = t.next, nil
	return t
}

// enqueue puts a ticket that is counted as waiting into a queue of a host. A further attempt goes
// behind the retries, a redirect of a first attempt before the new tickets, and any other ticket
// behind them. If the pace waits for the result of a retry, or if the retry was a probe of the open
// breaker, it goes before the other retries: a host may serve no code before the third attempt.
func (s *Scheduler) enqueue(now Instant, t *Ticket, h *host) {
	t.host, t.since = h, now
	h.byHop = h.byHop || t.hop
	wasProbe := h.breaker.state == open && t.Serial >= h.epoch.first
	switch {
	case t.suspect != 0, wasProbe && t.Attempt > 1 && t.Attempt%(s.limits.Retries+1) != 0:
		h.retries.pushFront(t)
	case t.Attempt > 1, t.Attempt > 0 && !t.hop:
		h.retries.pushBack(t)
	case t.hop:
		h.queue.pushFront(t)
	default:
		h.queue.pushBack(t)
	}
	if h.breaker.state != closed {
		h.expiry = min(h.expiry, now+s.limits.MaxWait-t.waited)
	}
	if s.resolver.down {
		s.resolver.expiry = min(s.resolver.expiry, now+s.limits.MaxWait-t.waited)
	}
	if h.refusing {
		if h.refusing = h.until-now > s.limits.MaxWait; h.refusing {
			s.refuse(now, h)
		}
	}
	s.place(now, h)
}

// Wake lets tickets and hosts go on that have waited until now, and ends tickets that have waited
// too long.
func (s *Scheduler) Wake(now Instant) {
	for !s.later.empty() && s.later.first().due <= now {
		t := s.later.pop()
		t.host.later--
		s.enqueue(now, t, t.host)
	}
	for !s.sleeping.empty() && s.sleeping.first().wakes <= now {
		h := s.sleeping.first()
		s.expire(now, h)
		s.place(now, h)
	}
	s.expireAll(now)
}

// Wait returns the time until Wake has something to do. If nothing waits for a time, it returns
// Never.
func (s *Scheduler) Wait(now Instant) time.Duration {
	next := Never
	if !s.later.empty() {
		next = s.later.first().due
	}
	if !s.sleeping.empty() {
		next = min(next, s.sleeping.first().wakes)
	}
	if r := &s.resolver; s.waiting > 0 {
		if r.down {
			next = min(next, r.expiry)
		}
		if r.mustWait(now) {
			next = min(next, r.next)
		}
	}
	if next == Never {
		return Never
	}
	return max(next-now, 0)
}

// Waiting returns the number of tickets that wait to be sent.
func (s *Scheduler) Waiting() int { return s.waiting }

// InFlight returns the number of tickets that were sent and not reported yet.
func (s *Scheduler) InFlight() int { return s.inFlight }

// IsIdle reports whether a worker is free.
func (s *Scheduler) IsIdle() bool { return s.inFlight < s.workers }
