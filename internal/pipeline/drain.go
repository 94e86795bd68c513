package pipeline

import (
	"context"
	"fmt"
)

// OrDrain calls run and returns its error. If run panics, OrDrain reads the rest of the input
// before it panics again, so that no sender blocks for ever. So the run ends with the panic, and
// does not hang.
func OrDrain(abort context.CancelCauseFunc, name string, run func() error, drain func()) error {
	defer func() {
		if v := recover(); v != nil {
			abort(fmt.Errorf("panic in %s: %v", name, v))
			drain()
			panic(v)
		}
	}()
	return run()
}

// Drain reads a channel until it closes.
func Drain[T any](in <-chan T) {
	for range in {
	}
}
