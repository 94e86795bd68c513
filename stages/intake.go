package stages

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/source"
)

// An intake reads the source and passes on a request for each job, numbered in the order of
// reading. It skips the jobs of other parts of the list, which have numbers, and no line.
type intake struct {
	jobs   source.Source
	ahead  int // number of jobs that may be read ahead
	plan   func(source.Job) (r Request, mine bool)
	taken  *atomic.Uint64 // counts the jobs of the part; nil for no count
	tokens pipeline.Tokens
	acks   *acks
	trace  tracer
	failed func(error) // receives the failure of the source
}

// run reads until the source or ctx ends, or the source fails. It closes out. After a failure of
// the source the jobs that were read are done, and failed has received the error. A panic of the
// source aborts the run. A code that is read but not numbered when ctx ends has no line.
func (in *intake) run(ctx context.Context, abort context.CancelCauseFunc, out chan<- Request) error {
	defer close(out)
	read := in.feed(ctx)
	defer discard(ctx, read)
	order := uint64(0)
	for seq := uint64(1); ; seq++ {
		item, ok := receive(ctx, read)
		if !ok {
			return nil
		}
		switch {
		case item.panicked:
			abort(item.err)
			return item.err
		case item.err != nil:
			in.failed(&InputError{item.err})
			return nil
		}
		if !isKept(item.job.Kept) {
			item.job.Kept, item.job.Err = nil, errKept
		}
		if item.job.Seq == 0 {
			item.job.Seq = seq
		}
		r, mine := in.request(item.job)
		if !mine {
			item.done(errOtherPart)
			continue
		}
		if !in.tokens.Acquire(ctx, tokensFor(sizeOf(&item.job))) {
			item.done(context.Cause(ctx))
			return nil
		}
		in.trace.step(item.job, logline.Scheduled, 0)
		if order++; in.taken != nil {
			in.taken.Store(order)
		}
		r.Order = order
		out <- r
	}
}

// errOtherPart is the reason why a job has no line in this run.
var errOtherPart = errors.New("is in another part of the list")

var errKept = errors.New("the record of the job is not a JSON object on one line, of up to 512 KiB")

// isKept reports whether a result line can contain a Job.Kept: it is nil, or a JSON object on one
// line of up to source.MaxKept bytes.
func isKept(kept []byte) bool {
	if kept == nil {
		return true
	}
	return len(kept) <= source.MaxKept && json.Valid(kept) && kept[0] == '{' && bytes.IndexByte(kept, '\n') < 0
}

// request plans a job, and reports whether the job is in the part of the run. If planning panics,
// the panic is the failure of the job.
func (in *intake) request(job source.Job) (r Request, mine bool) {
	if panicked := outcome.Catch("plan", func() { r, mine = in.plan(job) }); panicked != nil {
		return Request{Job: job, Err: outcome.Fail(outcome.Panic, panicked)}, true
	}
	return r, mine
}

// An InputError reports that the codes could not be read to their end.
type InputError struct{ Err error }

func (e *InputError) Error() string { return "read the codes: " + e.Err.Error() }
func (e *InputError) Unwrap() error { return e.Err }

// A readItem is a job, or the error of reading.
type readItem struct {
	job      source.Job
	err      error
	panicked bool
}

// receive returns the next job. If ctx has ended, it returns false, even if a job waits.
func receive(ctx context.Context, read <-chan readItem) (item readItem, ok bool) {
	if ctx.Err() != nil {
		return readItem{}, false
	}
	select {
	case item, ok = <-read:
		return item, ok
	case <-ctx.Done():
		return readItem{}, false
	}
}

// discard calls Done of the jobs that were read but not numbered when ctx ended. It does not wait.
func discard(ctx context.Context, read <-chan readItem) {
	for {
		select {
		case item, ok := <-read:
			if !ok {
				return
			}
			item.done(context.Cause(ctx))
		default:
			return
		}
	}
}

func (i readItem) done(err error) {
	if i.job.Done != nil {
		i.job.Done(err)
	}
}

// feed reads jobs in a goroutine, since a blocked read, for example from a terminal, can't be
// interrupted. After the end of ctx the goroutine lives until its read returns. It holds one job,
// and the channel holds ahead jobs.
func (in *intake) feed(ctx context.Context) <-chan readItem {
	read := make(chan readItem, in.ahead)
	send := func(item readItem) bool {
		select {
		case read <- item:
		case <-ctx.Done():
			item.done(context.Cause(ctx))
		}
		return ctx.Err() == nil
	}
	go func() {
		defer close(read)
		defer func() {
			if ctx.Err() != nil {
				discard(ctx, read) // jobs that were sent after run had returned
			}
		}()
		panicked := outcome.Catch("source", func() {
			for job, err := range in.jobs(ctx) {
				if !send(readItem{job: in.acks.track(job), err: err}) || err != nil {
					return
				}
			}
		})
		if panicked != nil {
			send(readItem{err: &InputError{panicked}, panicked: true})
		}
	}()
	return read
}
