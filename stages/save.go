package stages

import (
	"context"

	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/store"
)

// A saver passes bodies to the store, and makes the results of jobs:
//
//	dispatch ──finished──▶ saver ──results──▶ sink
//	                objects │ ▲ stored
//	                        ▼ │
//	                       store
//
// It is one goroutine. Whenever it waits to send to the store, it also waits to receive from it, so
// the two never wait for each other. The tokens limit the objects that it holds meanwhile.
type saver struct {
	store store.Store
	name  nameAfter
	guard existing.Guard
	trace tracer
	turns *pipeline.Turns[Request]
	times fileTimes
	saved pipeline.Slots[Fetched] // results whose bodies are in the store, by the ID of the object

	in      <-chan Fetched // nil once it is closed
	objects chan<- store.Object
	stored  <-chan store.Result // nil once it is closed
	gone    <-chan struct{}     // closed if the store has panicked, since it may not have closed stored
	results chan<- logline.Result
}

// nameAfter returns the file name of a request whose name depends on the answer. The error is an
// *outcome.Failure.
type nameAfter func(*Request, naming.Answer) (string, error)

// storedAhead is the number of results that may wait between store and saver.
const storedAhead = 64

// save saves the results from in until it closes. Then it closes out and returns the first error of
// the store. After the end of ctx it saves nothing more. ahead is the number of objects that may
// wait between saver and store.
func (s *saver) save(
	ctx context.Context, abort context.CancelCauseFunc, ahead int, in <-chan Fetched, out chan<- logline.Result,
) error {
	defer close(out)
	objects, stored := make(chan store.Object, ahead), make(chan store.Result, storedAhead)
	ended, gone := make(chan error, 1), make(chan struct{})
	go func() {
		var err error
		if panicked := outcome.Catch("store", func() { err = s.store.Run(ctx, abort, objects, stored) }); panicked != nil {
			abort(panicked)
			close(gone)
			pipeline.Drain(objects)
			err = panicked
		}
		ended <- err
	}()
	s.in, s.objects, s.stored, s.gone, s.results = in, objects, stored, gone, out
	s.run(ctx)
	err := <-ended
	s.saved.Each(func(slot int) { // if the store panicked, it still has objects
		s.finish(store.Result{ID: slot, Err: outcome.Fail(outcome.Panic, err)})
	})
	return err
}

func (s *saver) run(ctx context.Context) {
	defer func() {
		if s.objects != nil {
			close(s.objects)
		}
	}()
	var object store.Object // to send next
	waits := false
	for s.in != nil || s.stored != nil {
		receive, send := s.in, chan<- store.Object(nil)
		if waits {
			receive, send = nil, s.objects
		}
		select {
		case f, ok := <-receive:
			if !ok {
				s.in = nil
				close(s.objects)
				s.objects = nil
			} else {
				object, waits = s.object(ctx, f)
			}
		case send <- object:
			object, waits = store.Object{}, false
		case r, ok := <-s.stored:
			if !ok {
				s.stored = nil
				continue
			}
			s.finish(r)
		case <-s.gone:
			s.gone = nil
			s.finishStored()
			s.stored = nil
		}
	}
}

// finishStored finishes the objects that a store had passed on before it panicked.
func (s *saver) finishStored() {
	for {
		select {
		case r, ok := <-s.stored:
			if !ok {
				return
			}
			s.finish(r)
		default:
			return
		}
	}
}

// object returns the object for a result of fetch. If fetch failed, or the body can't be saved
// under its name, it sends the result of the job and returns false.
func (s *saver) object(ctx context.Context, f Fetched) (o store.Object, ok bool) {
	f.Request.Get.Partial.Discard()
	if f.Err == nil && (f.Request.Name == "" || s.guard.Guards()) {
		if f.Request.Name, f.Err = s.claim(ctx, f); f.Err != nil {
			f.Reply.Body.Discard()
		}
	}
	if f.Err != nil {
		location := ""
		if f.Request.Cached != nil {
			location = s.store.Location(f.Request.Name)
		}
		s.results <- f.result(location)
		s.endTurn(&f.Request)
		return o, false
	}
	o = store.Object{Name: f.Request.Name, Body: f.Reply.Body, ModTime: s.times.of(&f)}
	f.Reply.Body = spool.Body{Size: o.Body.Size, SHA256: o.Body.SHA256} // for the result
	o.ID = s.saved.Add(f)
	if s.trace.steps != nil {
		job := f.Request.Job // f itself would be on the heap without a trace, too
		o.Written = func(worker int) { s.trace.step(job, logline.Saved, worker) }
	}
	return o, true
}

// claim returns the name of a result, under which it may be saved. The error is an
// *outcome.Failure.
func (s *saver) claim(ctx context.Context, f Fetched) (name string, err error) {
	if f.Request.Name == "" { // it depends on the answer
		if f.Request.Name, err = s.name(&f.Request, f.answer()); err != nil {
			return "", err
		}
	}
	body := &f.Reply.Body
	return f.Request.Name, s.guard.Check(ctx, existing.NewFile{
		Code: f.Request.Job.Code, Name: f.Request.Name, Size: body.Size, SHA256: body.SHA256,
	})
}

// finish sends the result of a job whose object came back from the store.
func (s *saver) finish(r store.Result) {
	f := s.saved.Remove(r.ID)
	f.Err = r.Err
	s.times.check(r)
	if r.Durable {
		s.trace.step(f.Request.Job, logline.Committed, 0)
	}
	o := f.result(r.Location)
	o.Flush = r.Durable && !r.More // a durable file is reported at once
	s.results <- o
	s.endTurn(&f.Request)
}
