package hosts

import (
	"math/rand/v2"
	"time"
)

// A Ticket stands for a job that is sent to a host. It belongs to the scheduler from Add until
// Report or NextEnded gives it back.
type Ticket struct {
	Slot    int    // the owner's number for the job
	Attempt int    // 1, 2, … from the first Sent on; a redirect belongs to the same attempt
	Serial  uint64 // serial number of its last request

	host    *host  // the host for which it waits, or to which it was sent
	home    string // the host at which its attempts begin
	hop     bool   // it follows a redirect within an attempt
	hadBad  bool   // its last request was sent before badUntil
	suspect uint32 // number of the doubt that its first complaint began; 0 for none
	// excused is the number of attempts that do not count, since the host may be the cause. While
	// the host serves other codes, it grows to Limits.Retries at most, or to fewExcused if that is
	// more. While the host serves nothing, Limits.MaxWait limits the waits.
	excused   int
	since     Instant // when it came to the queue of its host
	sent      Instant
	badUntil  Instant       // until then another bad answer is no new evidence about the host; Never if the last one counted
	goods     int           // good answers of the host when it was sent
	alongside int           // requests in flight for the host when it was sent, its own included
	due       Instant       // when it may be tried again
	waited    time.Duration // time before since that it waited for hosts whose breaker is not closed, and for the resolver
	ending    Ending        // set if it ends without another request
	next      *Ticket       // in its queue
	position  int           // in its timeline
}

// badLasts is the time after a bad answer that did not count in which another bad answer to the
// same code is no new evidence about the host. After that time it is evidence again: if only
// retries are left, the pace gets no other complaints.
const badLasts = 10 * time.Second

func (t *Ticket) at() Instant { return t.due }
func (t *Ticket) place() *int { return &t.position }

// Host returns the name of the host that the ticket is for.
func (t *Ticket) Host() string { return t.host.name }

// tickets are a queue, first in, first out.
type tickets struct {
	head, tail *Ticket
	n          int
	fresh      int // tickets that came to the back since shuffle
}

func (q *tickets) pushBack(t *Ticket) {
	t.next = nil
	if q.tail == nil {
		q.head = t
	} else {
		q.tail.next = t
	}
	q.tail = t
	q.n++
	q.fresh++
}

func (q *tickets) pushFront(t *Ticket) {
	t.next = q.head
	q.head = t
	if q.tail == nil {
		q.tail = t
	}
	q.n++
}

// pop removes and returns the first ticket. If the queue is empty, it returns nil.
func (q *tickets) pop() *Ticket {
	t := q.head
	if t == nil {
		return nil
	}
	q.head = t.next
	if q.head == nil {
		q.tail = nil
	}
	t.next = nil
	q.n--
	return t
}

// split moves to out, in order, the tickets for which leaves returns true.
func (q *tickets) split(out *tickets, leaves func(*Ticket) bool) {
	for range q.n {
		if t := q.pop(); leaves(t) {
			out.pushBack(t)
		} else {
			q.pushBack(t)
		}
	}
}

// shuffle puts the tickets into random order, unless most of them are in random order already.
func (q *tickets) shuffle(random *rand.Rand) {
	if 2*q.fresh < q.n {
		return
	}
	all := make([]*Ticket, 0, q.n)
	for t := q.pop(); t != nil; t = q.pop() {
		all = append(all, t)
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, t := range all {
		q.pushBack(t)
	}
	q.fresh = 0
}

// popN removes the first n tickets, or all if there are fewer.
func (q *tickets) popN(n int) (taken tickets) {
	for range min(n, q.n) {
		taken.pushBack(q.pop())
	}
	return taken
}
