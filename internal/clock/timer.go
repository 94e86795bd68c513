package clock

import (
	"container/heap"
	"time"
)

type timer struct {
	clock *Clock
	f     func()
	at    time.Duration // since the start of the clock
	place int           // in the queue
}

// none is the place of a timer that is not pending.
const none = -1

// Stop reports whether it has kept f from being called.
func (t *timer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	return t.remove()
}

// Reset has f called when after has passed from now, and reports whether it was to be called
// before.
func (t *timer) Reset(after time.Duration) bool {
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	pending := t.remove()
	now := time.Since(c.start)
	if t.at = now + max(after, 0); t.at < now {
		t.at = never
	}
	heap.Push(&c.pending, t)
	c.setBell(now)
	return pending
}

func (t *timer) remove() bool {
	if t.place == none {
		return false
	}
	heap.Remove(&t.clock.pending, t.place)
	return true
}

// A queue has the timers that are pending; the next one is the first.
type queue []*timer

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].at < q[j].at }

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

func (q *queue) Push(t any) {
	t.(*timer).place = len(*q)
	*q = append(*q, t.(*timer))
}

func (q *queue) Pop() any {
	last := len(*q) - 1
	t := (*q)[last]
	t.place = none
	(*q)[last] = nil
	*q = (*q)[:last]
	return t
}
