package stages

import (
	"cmp"
	"fmt"
	"time"
)

// An item is a job while it is with the scheduler.
type item struct {
	req    Request       // what is sent next
	host   *host         // where it waits, or was sent
	last   error         // of the attempt before: a Failure; nil where there was none
	status int           // of the answer to that; 0 without one
	end    error         // a Failure, of an item that ends without being sent again
	since  instant       // when it came to the queue of its host
	due    instant       // when it may be tried again
	failed instant       // when the attempt before ended; 0 where there was none, or another has begun
	waited time.Duration // for hosts that seemed dead, before since

	next  *item // in its items
	index int   // in its timeline
}

func (it *item) at() instant { return it.due }
func (it *item) place() *int { return &it.index }

// result is what becomes of an item that ended without being sent again.
func (it *item) result() Fetched {
	f := it.req.ended(it.end)
	f.HTTPStatus, f.item = it.status, nil
	return f
}

// stopped is the failure of an item that a stop of the run ends; an error that it met before is told with it.
func (it *item) stopped(f *Failure) *Failure {
	if it.last == nil {
		return f
	}
	last := asFailure(it.last)
	return &Failure{f.Status, cmp.Or(f.Kind, last.Kind), fmt.Errorf("%w; its last error: %w", f.Err, last.Err)}
}

// items are a queue.
type items struct {
	head, tail *item
	n          int
}

func (q *items) pushBack(it *item) {
	it.next = nil
	if q.tail == nil {
		q.head = it
	} else {
		q.tail.next = it
	}
	q.tail = it
	q.n++
}

func (q *items) pushFront(it *item) {
	it.next = q.head
	q.head = it
	if q.tail == nil {
		q.tail = it
	}
	q.n++
}

// pop returns the first; nil from an empty queue.
func (q *items) pop() *item {
	it := q.head
	if it == nil {
		return nil
	}
	q.head = it.next
	if q.head == nil {
		q.tail = nil
	}
	it.next = nil
	q.n--
	return it
}

// split moves to out, in order, those that leave says.
func (q *items) split(out *items, leave func(*item) bool) {
	for range q.n {
		if it := q.pop(); leave(it) {
			out.pushBack(it)
		} else {
			q.pushBack(it)
		}
	}
}

// take takes out the first n, or all if there are fewer.
func (q *items) take(n int) (taken items) {
	for range min(n, q.n) {
		taken.pushBack(q.pop())
	}
	return taken
}
