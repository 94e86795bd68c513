package stages

// slots keep values by number, while the numbers are with another part. They keep the memory for
// the most values that they ever held. The tokens limit that number.
type slots[T any] struct {
	values []T
	taken  []bool
	free   []int
}

// add keeps a value, and returns its number.
func (s *slots[T]) add(value T) (slot int) {
	if n := len(s.free); n > 0 {
		slot, s.free = s.free[n-1], s.free[:n-1]
		s.values[slot], s.taken[slot] = value, true
		return slot
	}
	s.values, s.taken = append(s.values, value), append(s.taken, true)
	return len(s.values) - 1
}

// at returns the value of a number.
func (s *slots[T]) at(slot int) *T { return &s.values[slot] }

// remove gives up a number, and returns its value.
func (s *slots[T]) remove(slot int) T {
	var none T
	value := s.values[slot]
	s.values[slot], s.taken[slot] = none, false
	s.free = append(s.free, slot)
	return value
}

// each calls f for each number with a value.
func (s *slots[T]) each(f func(slot int)) {
	for slot, taken := range s.taken {
		if taken {
			f(slot)
		}
	}
}
