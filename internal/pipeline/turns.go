package pipeline

import "sync"

// Turns let values with one key go one after the other, in the order of Begin. A nil Turns gives
// each value its turn at once. It is safe for use by several goroutines.
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
	if t == nil {
		return true
	}
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
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting := t.behind[key]
	if len(waiting) == 0 {
		delete(t.behind, key)
		return
	}
	t.behind[key] = waiting[1:]
	t.ready = append(t.ready, waiting[0])
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// Ready removes the values whose turn has come, and returns them.
func (t *Turns[T]) Ready() []T {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	ready := t.ready
	t.ready = nil
	t.waiting -= len(ready)
	return ready
}

// All removes all values that wait for a turn, and returns them.
func (t *Turns[T]) All() []T {
	if t == nil {
		return nil
	}
	all := t.Ready()
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, waiting := range t.behind {
		all = append(all, waiting...)
		t.behind[key] = nil
	}
	t.waiting = 0
	return all
}

// IsIdle reports whether no value waits for a turn.
func (t *Turns[T]) IsIdle() bool {
	if t == nil {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waiting == 0
}

// Woken returns a channel that has a value when a turn has come.
func (t *Turns[T]) Woken() <-chan struct{} {
	if t == nil {
		return nil
	}
	return t.wake
}
