package stages

import (
	"context"

	"github.com/hoist/hoist/internal/logline"
)

// An ender does what a result ends: it is counted for the limit of errors, listed if it failed, and
// its token is free.
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
	e.tokens.giveBack(tokensFor(r.Code))
}

func (e *ender) Done() {}
