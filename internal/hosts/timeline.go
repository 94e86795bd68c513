package hosts

import (
	"container/heap"
	"time"
)

// A timeline holds entries that have a time, the earliest first. A change takes time in the
// logarithm of its size.
type timeline[T timed] struct{ entries entries[T] }

type timed interface {
	at() Instant // must not change while the entry is in a timeline
	place() *int // where the timeline keeps the entry's position; less than zero if it is in none
}

func (t *timeline[T]) empty() bool { return len(t.entries) == 0 }

// first returns the earliest entry. There must be an entry.
func (t *timeline[T]) first() T { return t.entries[0] }

func (t *timeline[T]) push(entry T) { heap.Push(&t.entries, entry) }
func (t *timeline[T]) pop() T       { return heap.Pop(&t.entries).(T) }

// remove removes entry.
func (t *timeline[T]) remove(entry T) { heap.Remove(&t.entries, *entry.place()) }

// entries are a heap (container/heap).
type entries[T timed] []T

func (e entries[T]) Len() int           { return len(e) }
func (e entries[T]) Less(i, j int) bool { return e[i].at() < e[j].at() }

func (e entries[T]) Swap(i, j int) {
	e[i], e[j] = e[j], e[i]
	*e[i].place(), *e[j].place() = i, j
}

func (e *entries[T]) Push(entry any) {
	added := entry.(T)
	*added.place() = len(*e)
	*e = append(*e, added)
}

func (e *entries[T]) Pop() any {
	var none T
	last := len(*e) - 1
	entry := (*e)[last]
	(*e)[last] = none
	*e = (*e)[:last]
	*entry.place() = -1
	return entry
}

// An Instant is the time since the beginning of the run, by the monotonic clock. So setting the
// clock changes no wait.
type Instant = time.Duration

// Never is later than any run.
const Never = Instant(1<<63 - 1)
