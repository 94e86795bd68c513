package stages

import (
	"context"

	"github.com/hoist/hoist/internal/logline"
)

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
	e.tokens.giveBack(tokensFor(r.Code))
}

func (e *ender) Done() {}
