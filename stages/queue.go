package stages

// A queue is first in, first out. Its memory is that of the most it ever held.
type queue[T any] struct {
	ring  []T
	begin int
	n     int
}

func (q *queue[T]) empty() bool { return q.n == 0 }

// first returns the value that has been in the queue longest. The queue must not be empty.
func (q *queue[T]) first() *T { return &q.ring[q.begin] }

func (q *queue[T]) push(value T) {
	if q.n == len(q.ring) {
		larger := make([]T, max(2*q.n, 4))
		n := copy(larger, q.ring[q.begin:])
		copy(larger[n:], q.ring[:q.begin])
		q.ring, q.begin = larger, 0
	}
	q.ring[(q.begin+q.n)%len(q.ring)] = value
	q.n++
}

// drop takes out the first.
func (q *queue[T]) drop() {
	var none T
	q.ring[q.begin] = none
	q.begin = (q.begin + 1) % len(q.ring)
	q.n--
}
