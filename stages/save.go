package stages

import (
	"context"
	"errors"

	"github.com/hoist/hoist/sink"
)

// saveWorkers is how many files are written at once. Two or three keep up with any number of fetch workers; more
// only wait for each other in the kernel.
const saveWorkers = 3

// A saver makes Outcomes of Fetched. It is safe for use by several goroutines.
type saver struct {
	store Store
	out   string // the destination, for paths in outcomes
	trace tracer
}

// save writes a body and gives it its name. The error is fatal to the run.
func (s *saver) save(ctx context.Context, worker int, f Fetched) (sink.Outcome, error) {
	defer f.Partial.discard()
	if f.Err != nil {
		return f.outcome(s.out), nil
	}
	err := f.Body.publish(ctx, s.store, f.Name)
	if err == nil {
		s.trace.step(f.Job, sink.Saved, worker)
		return f.outcome(s.out), nil
	}
	if ended, ok := errors.AsType[*Failure](err); ok {
		f.Err = ended
		return f.outcome(s.out), nil
	}
	f.Err = failure(sink.Storage, err)
	if _, ok := errors.AsType[*NameError](err); ok {
		err = nil
	}
	return f.outcome(s.out), err
}

// pass reports what was fetched and is not saved any more.
func (s *saver) pass(f Fetched, cause error) sink.Outcome {
	f.Partial.discard()
	if f.Err == nil {
		f.Body.discard()
		f.Err = cancelled(cause)
	}
	return f.outcome(s.out)
}

// rescue reports a body whose saving panicked.
func (s *saver) rescue(f Fetched, panicked error) sink.Outcome {
	f.Err = failure(sink.Panic, panicked)
	return f.outcome(s.out)
}

// A patientStore waits where the process has too many files open.
type patientStore struct {
	Store
	descriptors *descriptors
}

func (s patientStore) Write(ctx context.Context, p []byte) (file Pending, err error) {
	err = s.descriptors.patiently(ctx, func() error {
		file, err = s.Store.Write(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return patientFile{file, s.descriptors}, nil
}

type patientFile struct {
	Pending
	descriptors *descriptors
}

func (f patientFile) Publish(ctx context.Context, name string) error {
	var last error
	err := f.descriptors.patiently(ctx, func() error {
		last = f.Pending.Publish(ctx, name)
		return last
	})
	if exhausted(last) { // it was left for another try
		return errors.Join(err, f.Pending.Discard())
	}
	return err
}
