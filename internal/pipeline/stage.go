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
