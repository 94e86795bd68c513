package stages

import (
	"context"

	"github.com/hoist/hoist/internal/logline"
)

// A completer completes a job whose line is written. It counts the result for --max-errors, adds a
// failure to the list of failed codes, and gives back the token.
type completer struct {
	limit  errorLimit
	failed FailedList
	abort  context.CancelCauseFunc
	tokens tokens
}

func (c *completer) Observe(r *logline.Result) {
	c.limit.count(r)
	if c.failed != nil {
		if err := c.failed.Add(r); err != nil {
			c.abort(err)
		}
	}
	c.tokens.giveBack(tokensFor(r.Code, r.Record))
}

func (c *completer) Done() {}
