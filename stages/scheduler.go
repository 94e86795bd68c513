package stages

import (
	"math/rand/v2"
	"time"
)

// Patience is how often and how hard hosts are asked. The zero value asks once, without limit.
type Patience struct {
	Retries     int           // further attempts
	RetryOn     Statuses      // that are retried beside those that are transient
	MaxWait     time.Duration // the longest wait before another attempt, and for a host that seems dead in all
	PerHost     int           // requests in flight for one host; 0 for as many as there are workers
	PerHostRate float64       // requests a second to one host; 0 for no limit
	Rate        float64       // requests a second; 0 for no limit
}

// A scheduler decides which job goes next, and when. It knows no channel, no clock and no timer: its owner says what
// time it is and what happened. What is sent it has back when it is told what came of it.
type scheduler struct {
	Patience
	workers int
	random  *rand.Rand

	hosts    map[string]*host
	ready    ring // hosts that may go now
	rest     ring // hosts without work, remembered; the longest first
	sleeping timeline[*host]
	later    timeline[*item]    // items that wait for another attempt
	failing  map[*host]struct{} // hosts that are unwell and have a queue
	ended    items              // items that end without being sent again
	rate     bucket             // --rate

	waiting  int // items in queues and in later
	inFlight int
	serial   uint64   // of the next request
	working  int      // hosts that have work
	busy     int      // those of them that are well, as far as is known
	lastHost string   // the last that was sent to
	several  instant  // when several hosts had work last, or had it one after the other
	stop     *Failure // of items that end since the run was stopped; nil before
	aborted  bool     // hops end too
	spare    *item    // to be used again, linked by next
	spares   *host    // to be used again, linked by next
}

func newScheduler(workers int, p Patience, random *rand.Rand) *scheduler {
	if p.PerHost == 0 {
		p.PerHost = workers
	}
	return &scheduler{
		Patience: p, workers: workers, random: random,
		hosts: map[string]*host{}, failing: map[*host]struct{}{}, several: -severalFor,
	}
}

// add takes in a job that was read.
func (s *scheduler) add(now instant, r Request) {
	it := s.newItem()
	it.req = r
	switch {
	case r.Err != nil:
		s.finish(it, r.Err)
	case s.stop != nil:
		s.finish(it, s.stop)
	default:
		s.waiting++
		s.queue(now, it, (*items).pushBack)
	}
}

// queue puts an item that is counted as waiting into the queue of its host.
func (s *scheduler) queue(now instant, it *item, push func(*items, *item)) {
	h := s.host(now, it.req.Host)
	it.host, it.since = h, now
	push(&h.queue, it)
	if h.probe > 0 {
		h.expiry = min(h.expiry, now+s.MaxWait-it.waited)
	}
	if h.asked && h.until-now > s.MaxWait {
		s.refuse(now, h)
	}
	s.settle(now, h)
}

// wake lets go on what has waited until now.
func (s *scheduler) wake(now instant) {
	for !s.later.empty() && s.later.first().due <= now {
		s.queue(now, s.later.pop(), (*items).pushFront)
	}
	for !s.sleeping.empty() && s.sleeping.first().wakes <= now {
		h := s.sleeping.first()
		s.expire(now, h)
		s.settle(now, h)
	}
}

// wait is how long it is until wake has something to do; never where nothing waits for a time.
func (s *scheduler) wait(now instant) time.Duration {
	next := never
	if !s.later.empty() {
		next = s.later.first().due
	}
	if !s.sleeping.empty() {
		next = min(next, s.sleeping.first().wakes)
	}
	if next == never {
		return never
	}
	return max(next-now, 0)
}

// never is later than any run.
const never = instant(1<<63 - 1)

// offer returns the item that goes next, where a worker is idle; nil where none may. It stays where it is until it is sent.
func (s *scheduler) offer(now instant) *item {
	if !s.idle() {
		return nil
	}
	several := s.busy > 1 || now-s.several < severalFor
	h := s.ready.head
	for range s.ready.n {
		if h.inFlight < s.share(h, several) {
			return h.queue.head
		}
		h = h.next
	}
	return nil
}

// severalFor is how long a host that had work counts as having some: jobs for it may come next.
const severalFor = time.Second

// share is how many workers a host may take: not more than half while several that are well have work; and one of which
// nothing is known, while another has work, one until it answers, since it may hang.
func (s *scheduler) share(h *host, several bool) int {
	switch {
	case !h.answered && s.working > 1:
		return 1
	case several:
		return max(s.workers/2, 1)
	}
	return s.workers
}

// hold is how long --rate keeps back what may go otherwise.
func (s *scheduler) hold(now instant) time.Duration { return s.rate.wait(now) }

// idle reports whether a worker has nothing to do.
func (s *scheduler) idle() bool { return s.inFlight < s.workers }

// request is what is to be sent for an item that was offered.
func (s *scheduler) request(now instant, it *item) Request {
	r := it.req
	r.serial, r.item = s.serial, it
	if len(r.Trail) > 0 {
		return r
	}
	r.Attempt++
	if r.Attempt == 1 {
		r.Started = time.Now()
	} else {
		r.RetryWait += now - it.failed
	}
	return r
}

// sent takes the item whose request was sent out of its queue.
func (s *scheduler) sent(now instant, r Request) {
	it := r.item
	h := it.host
	h.queue.pop()
	it.req, it.waited = r, h.waited(it, now)
	if h.name != s.lastHost && h.answered && !h.unwell {
		if s.lastHost != "" {
			s.several = now
		}
		s.lastHost = h.name
	}
	s.waiting--
	s.serial++
	s.inFlight++
	h.inFlight++
	s.rate.take(now, every(s.Rate))
	h.rate.take(now, every(s.PerHostRate))
	h.pace.take(now)
	s.leave(h) // the turn of the others
	s.settle(now, h)
}
