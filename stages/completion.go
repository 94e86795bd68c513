package stages

import (
	"context"
	"sync"

	"github.com/hoist/hoist/internal/errorlimit"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/source"
)

// acks calls the Done of each job exactly once. It holds the Done of each job that is in the
// pipeline or whose line is not synced yet. It is safe for concurrent use.
type acks struct {
	mu   sync.Mutex
	last uint64
	open map[uint64]func(error)
}

// track takes the Done of a job that was just read.
func (a *acks) track(job source.Job) source.Job {
	if job.Done == nil {
		return job
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open == nil {
		a.open = map[uint64]func(error){}
	}
	a.last++
	id := a.last
	a.open[id] = job.Done
	job.Done = func(err error) { a.end(id, err) }
	return job
}

func (a *acks) end(id uint64, err error) {
	a.mu.Lock()
	done := a.open[id]
	delete(a.open, id)
	a.mu.Unlock()
	if done != nil {
		done(err)
	}
}

// close calls each Done that has not been called by the end of the run, with the reason.
func (a *acks) close(reason error) {
	a.mu.Lock()
	left := a.open
	a.open = nil
	a.mu.Unlock()
	for _, done := range left {
		done(reason)
	}
}

// A completer completes a job whose line is written. It counts the result for --max-errors, adds it
// to the lists, and gives back the token.
type completer struct {
	limit  *errorlimit.Counter
	lists  []List
	abort  context.CancelCauseFunc
	tokens pipeline.Tokens
}

func (c *completer) Observe(r *logline.Result) {
	c.limit.Count(r)
	for _, list := range c.lists {
		if err := list.Add(r); err != nil {
			c.abort(err)
		}
	}
	c.tokens.GiveBack(tokensFor(r.Size))
}

func (c *completer) Done() {}
