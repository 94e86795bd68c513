package hosts

import (
	"math/rand/v2"
	"time"
)

// A Ticket is the right of one job to be sent to a host. The scheduler has it from Add until Report
// or NextEnded gives it up.
type Ticket struct {
	Slot    int    // the owner's: what the ticket stands for
	Attempt int    // 1, 2, … from the first Sent on; a hop belongs to the attempt before
	Serial  uint64 // of the request that was sent last, in the order of sending

	host    *host  // where it waits, or was sent
	home    string // the host at which its attempts begin
	hop     bool   // it continues an attempt
	hadBad  bool   // it was sent before badUntil
	suspect uint32 // the number of the pace's provisional cut that its first complaint belongs to; 0 for none
	// excused are the attempts that do not count, since the host is to blame. While the host serves
	// other codes they are at most Limits.Retries; while it serves none, waits add up to
	// Limits.MaxWait.
	excused   int
	since     Instant // when it came to the queue of its host
	sent      Instant
	badUntil  Instant       // until then another bad answer says nothing new of the host; Never where the last counted
	goods     int           // the host's good answers when it was sent
	alongside int           // requests in flight for the host when it was sent, its own included
	due       Instant       // when it may be tried again
	waited    time.Duration // for hosts that let nothing through, before since
	ending    Ending        // of a ticket that ends without being sent again
	next      *Ticket       // in its queue
	position  int           // in its timeline
}

// badLasts is how long after a bad answer that did not count another one to the same code says
// nothing new of the host. Later it does: a pace that waits for complaints of codes that had none
// would have nothing to go by when only retries are left.
const badLasts = 10 * time.Second

func (t *Ticket) at() Instant { return t.due }
func (t *Ticket) place() *int { return &t.position }

// Host returns the name of the host that the ticket is for.
func (t *Ticket) Host() string { return t.host.name }

// tickets are a queue, first in, first out.
type tickets struct {
	head, tail *Ticket
	n          int
	fresh      int // that came to the back since shuffle
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

// pop returns the first ticket; nil from an empty queue.
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

// shuffle puts the tickets into random order, unless most of them are.
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

// take removes the first n tickets, or all if there are fewer.
func (q *tickets) take(n int) (taken tickets) {
	for range min(n, q.n) {
		taken.pushBack(q.pop())
	}
	return taken
}
