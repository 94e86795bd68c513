package pipeline

import (
	"context"
	"fmt"
)

// OrDrain calls run. Should that panic, what it leaves unread is read before the panic goes on, so
// that nobody waits for it for ever: the run ends with the defect, and not in silence.
func OrDrain(abort context.CancelCauseFunc, name string, run, drain func()) {
	defer func() {
		if v := recover(); v != nil {
			abort(fmt.Errorf("panic in %s: %v", name, v))
			drain()
			panic(v)
		}
	}()
	run()
}

// Drain reads a channel until it closes.
func Drain[T any](in <-chan T) {
	for range in {
	}
}
