package stages

// slots hold values by number, while another part holds the numbers. Their memory never shrinks.
// The tokens limit the number of values.
type slots[T any] struct {
	values []T
	taken  []bool
	free   []int
}

// add keeps a value and returns its number.
func (s *slots[T]) add(value T) (slot int) {
	if n := len(s.free); n > 0 {
		slot, s.free = s.free[n-1], s.free[:n-1]
		s.values[slot], s.taken[slot] = value, true
		return slot
	}
	s.values, s.taken = append(s.values, value), append(s.taken, true)
	return len(s.values) - 1
}

// at returns the value with a number.
func (s *slots[T]) at(slot int) *T { return &s.values[slot] }

// remove frees a number, and returns its value.
func (s *slots[T]) remove(slot int) T {
	var none T
	value := s.values[slot]
	s.values[slot], s.taken[slot] = none, false
	s.free = append(s.free, slot)
	return value
}

// each calls f for each number in use.
func (s *slots[T]) each(f func(slot int)) {
	for slot, taken := range s.taken {
		if taken {
			f(slot)
		}
	}
}

// A queue is first in, first out. Its memory never shrinks.
type queue[T any] struct {
	ring  []T
	begin int
	n     int
}

func (q *queue[T]) empty() bool { return q.n == 0 }

// first returns the oldest value. The queue must not be empty.
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

// drop removes the first value. The queue must not be empty.
func (q *queue[T]) drop() {
	var none T
	q.ring[q.begin] = none
	q.begin = (q.begin + 1) % len(q.ring)
	q.n--
}
