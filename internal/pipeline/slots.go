package pipeline

// Slots hold values by number, while another part holds the numbers. Their memory never shrinks.
// The caller limits the number of values.
type Slots[T any] struct {
	values []T
	taken  []bool
	free   []int
}

// Add keeps a value and returns its number.
func (s *Slots[T]) Add(value T) (slot int) {
	if n := len(s.free); n > 0 {
		slot, s.free = s.free[n-1], s.free[:n-1]
		s.values[slot], s.taken[slot] = value, true
		return slot
	}
	s.values, s.taken = append(s.values, value), append(s.taken, true)
	return len(s.values) - 1
}

// At returns the value with a number.
func (s *Slots[T]) At(slot int) *T { return &s.values[slot] }

// Remove frees a number, and returns its value.
func (s *Slots[T]) Remove(slot int) T {
	var none T
	value := s.values[slot]
	s.values[slot], s.taken[slot] = none, false
	s.free = append(s.free, slot)
	return value
}

// Each calls f for each number in use.
func (s *Slots[T]) Each(f func(slot int)) {
	for slot, taken := range s.taken {
		if taken {
			f(slot)
		}
	}
}
