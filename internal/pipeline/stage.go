// Package pipeline has the parts of which a pipeline of goroutines is made. A [Stage] reads values
// from one channel, works on each in one of its workers, and writes one value for each to another.
// It closes the channel that it writes, never the one it reads, and reads until that one closes.
// Sends do not select on a context: whoever reads a channel reads it until it closes. So stopping
// is closing the first channel, and nobody waits for a reader that has left.
//
// What goes wrong with a value is data: a failure in what Do returns, or a panic, which Rescue
// makes a value of. An error that Do returns would meet every value. It aborts the run, and the
// stage passes on the values that still come (Pass). A loop that is not a Stage and goes by the
// same rules uses [OrDrain], so that a panic in it keeps nobody waiting.
package pipeline

import (
	"context"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/sourcegraph/conc/pool"
)

// A Stage turns each value that it reads into one that it writes, in long-lived workers.
//
// Every value read is answered by one value written. So a stage reads until its input closes, and
// after the run was aborted it passes on what still comes, undone. It closes the channel that it
// writes.
type Stage[In, Out any] struct {
	Name    string
	Workers int

	// Do does the work on one value, in the worker of that number (1, 2, …). What is wrong with the
	// value goes into Out. An error is the infrastructure's: it aborts the run, after its Out was
	// written.
	Do func(ctx context.Context, worker int, in In) (Out, error)

	// Pass makes the Out of a value that Do never saw, since the run was aborted by cause.
	Pass func(in In, cause error) Out

	// Rescue makes the Out of a value on which Do panicked.
	Rescue func(in In, panicked error) Out
}

// Run works until in closes, then closes out and returns the first error of Do, if there was one.
// The end of ctx aborts: from then on values are passed on. Sending to out does not give up:
// whoever reads it must drain it.
func (s Stage[In, Out]) Run(ctx context.Context, abort context.CancelCauseFunc, in <-chan In, out chan<- Out) error {
	defer close(out)
	workers := pool.New().WithErrors().WithFirstError()
	for i := range s.Workers {
		workers.Go(func() error { return s.work(ctx, abort, i+1, in, out) })
	}
	return workers.Wait()
}

func (s Stage[In, Out]) work(ctx context.Context, abort context.CancelCauseFunc, worker int, in <-chan In, out chan<- Out) error {
	var first error
	for value := range in {
		if cause := context.Cause(ctx); cause != nil {
			out <- s.Pass(value, cause)
			continue
		}
		result, err := s.try(ctx, worker, value)
		if err != nil {
			abort(err)
			if first == nil {
				first = err
			}
		}
		out <- result
	}
	return first
}

// try is Do, with a panic as one more way to fail.
func (s Stage[In, Out]) try(ctx context.Context, worker int, value In) (result Out, err error) {
	panicked := outcome.Catch(s.Name, func() { result, err = s.Do(ctx, worker, value) })
	if panicked != nil {
		return s.Rescue(value, panicked), nil
	}
	return result, err
}
