// Package pipeline has the parts of a pipeline of goroutines. A [Stage] reads values from one
// channel, works on each in one of its workers, and writes one value for each to another. It closes
// its output channel. It never closes its input channel, and reads it until it closes. Sends do not
// select on a context, since every reader reads its channel until it closes. So closing the first
// channel stops the pipeline, and no goroutine waits for a reader that has left.
//
// An error of one value is data: a failure in the Out of Do, or a panic, which Rescue turns into an
// Out. If Do returns an error, it is an error of every value. It aborts the run, and the stage
// passes on the values that still come (Pass). A loop that follows the same rules and is not a
// Stage uses [OrDrain], so that a panic in it does not block a sender.
package pipeline

import (
	"context"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/sourcegraph/conc/pool"
)

// A Stage reads values and writes one value for each, in long-lived workers.
//
// For every value that it reads, a stage writes one value. So a stage reads until its input closes.
// After the run was aborted it passes on the values that still come, without work. It closes its
// output channel.
type Stage[In, Out any] struct {
	Name    string
	Workers int

	// Do does the work on one value, in the worker of that number (1, 2, …). An error of the value
	// goes into Out. If Do returns an error, the infrastructure failed: the error aborts the run,
	// after its Out was written.
	Do func(ctx context.Context, worker int, in In) (Out, error)

	// Pass makes the Out of a value that Do never saw, since the run was aborted by cause.
	Pass func(in In, cause error) Out

	// If Do panicked, Rescue makes the Out of its value.
	Rescue func(in In, panicked error) Out
}

// Run works until in closes, then closes out and returns the first error of Do, if there was one.
// The end of ctx aborts: from then on values are passed on. Sends to out do not give up, so the
// reader must drain out.
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

// try is Do, and returns the Out of Rescue after a panic.
func (s Stage[In, Out]) try(ctx context.Context, worker int, value In) (result Out, err error) {
	panicked := outcome.Catch(s.Name, func() { result, err = s.Do(ctx, worker, value) })
	if panicked != nil {
		return s.Rescue(value, panicked), nil
	}
	return result, err
}
