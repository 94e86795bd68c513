package stages

import (
	"context"

	"github.com/hoist/hoist/sink"
)

// saveWorkers is how many files are written at once. Two or three keep up with any number of fetch workers; more
// only wait for each other in the kernel.
const saveWorkers = 3

// A saver writes what was fetched to the store. It is safe for use by several goroutines.
type saver struct {
	store Store
	out   string // the destination, for paths in outcomes
	trace tracer
}

// write puts a body into a file, for commit to name. The error is fatal to the run.
func (s *saver) write(ctx context.Context, worker int, f Fetched) (Saved, error) {
	defer f.Partial.discard()
	if f.Err != nil {
		return Saved{Fetched: f}, nil
	}
	saved := Saved{Fetched: f}
	var err error
	if saved.file, err = saved.Body.pending(ctx, s.store); err != nil {
		saved.Err, saved.fatal = storeFailure(err)
		return saved, saved.fatal
	}
	s.trace.step(f.Job, sink.Saved, worker)
	return saved, nil
}

// save writes a body and gives it its name, with no word from the disk on whether it stays. The error is fatal to the
// run.
func (s *saver) save(ctx context.Context, worker int, f Fetched) (sink.Outcome, error) {
	defer f.Partial.discard()
	if f.Err != nil {
		return f.outcome(s.out), nil
	}
	err := f.Body.publish(ctx, s.store, f.Name)
	if err != nil {
		f.Err, err = storeFailure(err)
	} else {
		s.trace.step(f.Job, sink.Saved, worker)
	}
	return f.outcome(s.out), err
}

// pass gives up what was fetched and is not saved any more.
func (f Fetched) pass(cause error) Fetched {
	f.Partial.discard()
	if f.Err == nil {
		f.Body.discard()
		f.Err = cancelled(cause)
	}
	return f
}

// rescue is a Fetched whose saving panicked.
func (f Fetched) rescue(panicked error) Fetched {
	f.Err = failure(sink.Panic, panicked)
	return f
}
