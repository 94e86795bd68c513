package pipeline

import "sync"

// Turns let values with one key go one after the other, in the order of Begin. They are safe for
// use by several goroutines.
type Turns[T any] struct {
	wake chan struct{} // has a value while ready has values

	mu      sync.Mutex
	waiting int            // values in behind and in ready
	behind  map[uint64][]T // by key, if a value has its turn: the values that wait for it
	ready   []T            // values whose turn has come
}

// NewTurns returns Turns without values.
func NewTurns[T any]() *Turns[T] {
	return &Turns[T]{wake: make(chan struct{}, 1), behind: map[uint64][]T{}}
}

// Begin gives a value its turn, and returns true. If another value with the key has the turn, Begin
// keeps the value, and returns false.
func (t *Turns[T]) Begin(key uint64, value T) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting, taken := t.behind[key]
	if !taken {
		t.behind[key] = nil
		return true
	}
	t.behind[key] = append(waiting, value)
	t.waiting++
	return false
}

// End ends the turn of a value with the key. The value that has waited longest for it is then
// ready.
func (t *Turns[T]) End(key uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting := t.behind[key]
	if len(waiting) == 0 {
		delete(t.behind, key)
		return
	}
	t.behind[key] = waiting[1:]
	t.enqueue(waiting[0])
}

// Release makes all values ready, without regard to their turns.
func (t *Turns[T]) Release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, waiting := range t.behind {
		t.behind[key] = nil
		t.enqueue(waiting...)
	}
}

// enqueue makes values ready. The caller holds the mutex.
func (t *Turns[T]) enqueue(values ...T) {
	if len(values) == 0 {
		return
	}
	t.ready = append(t.ready, values...)
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// Ready removes the values that are ready, and returns them.
func (t *Turns[T]) Ready() []T {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-t.wake:
	default:
	}
	ready := t.ready
	t.ready = nil
	t.waiting -= len(ready)
	return ready
}

// IsIdle reports whether no value waits for its turn or is ready.
func (t *Turns[T]) IsIdle() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waiting == 0
}

// Woken returns a channel that has a value while values are ready.
func (t *Turns[T]) Woken() <-chan struct{} { return t.wake }
