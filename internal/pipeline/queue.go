package pipeline

// A Queue is first in, first out. Its memory never shrinks.
type Queue[T any] struct {
	ring  []T
	begin int
	n     int
}

// Empty reports whether the queue has no value.
func (q *Queue[T]) Empty() bool { return q.n == 0 }

// First returns the oldest value. The queue must not be empty.
func (q *Queue[T]) First() *T { return &q.ring[q.begin] }

// Push adds a value at the end.
func (q *Queue[T]) Push(value T) {
	if q.n == len(q.ring) {
		larger := make([]T, max(2*q.n, 4))
		n := copy(larger, q.ring[q.begin:])
		copy(larger[n:], q.ring[:q.begin])
		q.ring, q.begin = larger, 0
	}
	q.ring[(q.begin+q.n)%len(q.ring)] = value
	q.n++
}

// Drop removes the first value. The queue must not be empty.
func (q *Queue[T]) Drop() {
	var none T
	q.ring[q.begin] = none
	q.begin = (q.begin + 1) % len(q.ring)
	q.n--
}

// Len returns the number of values.
func (q *Queue[T]) Len() int { return q.n }
