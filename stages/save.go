package stages

import (
	"context"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/sink"
)

// saveWorkers is how many files are written at once. Two or three keep up with any number of fetch workers; more
// only wait for each other in the kernel.
const saveWorkers = 3

// A saver writes what was fetched to the store. It is safe for use by several goroutines.
type saver struct {
	store local.Directory
	out   string // the destination, for paths in outcomes
	trace tracer
}

// write puts a body into a file, for commit to name. The error is fatal to the run.
func (s *saver) write(ctx context.Context, worker int, f Fetched) (Saved, error) {
	defer f.Get.Partial.Discard()
	if f.Err != nil {
		return Saved{Fetched: f}, nil
	}
	saved := Saved{Fetched: f}
	var err error
	if saved.file, err = pendingBody(ctx, s.store, &saved.Reply.Body); err != nil {
		saved.Err, saved.fatal = storeFailure(err)
		return saved, saved.fatal
	}
	s.trace.step(f.Job, sink.Saved, worker)
	return saved, nil
}

// save writes a body and gives it its name, with no word from the disk on whether it stays. The error is fatal to the
// run.
func (s *saver) save(ctx context.Context, worker int, f Fetched) (sink.Outcome, error) {
	defer f.Get.Partial.Discard()
	if f.Err != nil {
		return f.outcome(s.out), nil
	}
	err := publishBody(ctx, s.store, &f.Reply.Body, f.Name)
	if err != nil {
		f.Err, err = storeFailure(err)
	} else {
		s.trace.step(f.Job, sink.Saved, worker)
	}
	return f.outcome(s.out), err
}

// pass gives up what was fetched and is not saved any more.
func (f Fetched) pass(cause error) Fetched {
	f.Get.Partial.Discard()
	if f.Err == nil {
		f.Reply.Body.Discard()
		f.Err = outcome.Cancel(cause)
	}
	return f
}

// rescue is a Fetched whose saving panicked.
func (f Fetched) rescue(panicked error) Fetched {
	f.Err = outcome.Fail(outcome.Panic, panicked)
	return f
}

// saveStage is save without commit.
func saveStage(s *saver) pipeline.Stage[Fetched, sink.Outcome] {
	return pipeline.Stage[Fetched, sink.Outcome]{
		Name: "save", Workers: saveWorkers, Do: s.save,
		Pass:   func(f Fetched, cause error) sink.Outcome { f = f.pass(cause); return f.outcome(s.out) },
		Rescue: func(f Fetched, panicked error) sink.Outcome { f = f.rescue(panicked); return f.outcome(s.out) },
	}
}

// writeStage is save with commit after it.
func writeStage(s *saver) pipeline.Stage[Fetched, Saved] {
	return pipeline.Stage[Fetched, Saved]{
		Name: "save", Workers: saveWorkers, Do: s.write,
		Pass:   func(f Fetched, cause error) Saved { return Saved{Fetched: f.pass(cause)} },
		Rescue: func(f Fetched, panicked error) Saved { return Saved{Fetched: f.rescue(panicked)} },
	}
}

// pendingBody turns a body into a file of store that can be published. Either way nothing is left of the body.
func pendingBody(ctx context.Context, store local.Directory, body *spool.Body) (local.Pending, error) {
	defer body.Discard()
	file, err := body.TakeFile(), error(nil)
	if file == nil {
		file, err = store.Create(ctx, body.Bytes())
	}
	if err != nil {
		return nil, err
	}
	return file.(local.Pending), nil
}

// publishBody saves a body under a name. With an error, as after a panic, nothing is left of it.
func publishBody(ctx context.Context, store local.Directory, body *spool.Body, name string) error {
	file, err := pendingBody(ctx, store, body)
	if err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned {
			file.Discard() // the panic is what is reported
		}
	}()
	err = file.Publish(ctx, name)
	returned = true
	return err
}
