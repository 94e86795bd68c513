package stages

import (
	"context"
	"sync"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/source"
)

// receipts calls the Done of each job exactly once. It holds the Done of each job that is in the
// pipeline or whose line is not synced yet. It is safe for concurrent use.
type receipts struct {
	mu   sync.Mutex
	last uint64
	open map[uint64]func(error)
}

// track takes the Done of a job that was just read.
func (r *receipts) track(job source.Job) source.Job {
	if job.Done == nil {
		return job
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open = map[uint64]func(error){}
	}
	r.last++
	id := r.last
	r.open[id] = job.Done
	job.Done = func(err error) { r.end(id, err) }
	return job
}

func (r *receipts) end(id uint64, err error) {
	r.mu.Lock()
	done := r.open[id]
	delete(r.open, id)
	r.mu.Unlock()
	if done != nil {
		done(err)
	}
}

// close calls each Done that has not been called by the end of the run, with the reason.
func (r *receipts) close(reason error) {
	r.mu.Lock()
	left := r.open
	r.open = nil
	r.mu.Unlock()
	for _, done := range left {
		done(reason)
	}
}

// An ender completes a job whose line is written. It counts the result for --max-errors, adds a
// failure to the list of failed codes, and gives back the token.
type ender struct {
	limit  errorLimit
	failed FailedList
	abort  context.CancelCauseFunc
	tokens tokens
}

func (e *ender) Observe(r *logline.Result) {
	e.limit.count(r)
	if e.failed != nil {
		if err := e.failed.Add(r); err != nil {
			e.abort(err)
		}
	}
	e.tokens.giveBack(tokensFor(r.Code, r.Record))
}

func (e *ender) Done() {}
