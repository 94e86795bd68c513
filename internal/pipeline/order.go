package pipeline

// InOrder passes on values in the order 1, 2, … that order returns for them, until in is closed.
// Then it closes out. Every number must come. InOrder holds the values that come early, so the
// caller limits their number.
func InOrder[T any](in <-chan T, out chan<- T, order func(*T) uint64) {
	defer close(out)
	early := map[uint64]T{}
	next := uint64(1)
	for v := range in {
		if n := order(&v); n != next {
			early[n] = v
			continue
		}
		for ok := true; ok; v, ok = early[next] {
			delete(early, next)
			next++
			out <- v
		}
	}
}
