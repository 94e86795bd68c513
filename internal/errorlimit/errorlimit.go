// Package errorlimit ends a run that has too many errors.
package errorlimit

import (
	"context"
	"fmt"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A Limit is the number or the percentage of results that may be errors. A result above it
// ends the run.
type Limit struct {
	Count   uint64
	Percent float64 // if above 0, it is used in place of Count
}

func (l Limit) String() string {
	if l.Percent > 0 {
		return fmt.Sprintf("%g%%", l.Percent)
	}
	return fmt.Sprint(l.Count)
}

// percentFrom is the number of results from which a percentage counts.
const percentFrom = 100

// Exceeded is the cause with which a Counter ends a run.
type Exceeded struct {
	Errors, Total uint64
	Limit         Limit
}

func (e *Exceeded) Error() string {
	return fmt.Sprintf("%d of %d codes ended in an error, more than --max-errors %v", e.Errors, e.Total, e.Limit)
}

// A Counter counts results and stops the run once, when its limit is exceeded. It is for one
// goroutine.
type Counter struct {
	limit *Limit // nil for no limit, and after stop was called
	stop  context.CancelCauseFunc
	seen  Exceeded
}

// NewCounter returns a counter that calls stop with an *Exceeded. limit is nil for no limit.
func NewCounter(limit *Limit, stop context.CancelCauseFunc) *Counter {
	return &Counter{limit: limit, stop: stop}
}

// Count counts a result.
func (c *Counter) Count(o *logline.Result) {
	if c.limit == nil {
		return
	}
	c.seen.Total++
	if o.Status == outcome.Error {
		c.seen.Errors++
	}
	if c.passed() {
		c.seen.Limit = *c.limit
		c.limit = nil
		c.stop(&c.seen)
	}
}

func (c *Counter) passed() bool {
	if c.limit.Percent > 0 {
		return c.seen.Total >= percentFrom && float64(c.seen.Errors) > c.limit.Percent/100*float64(c.seen.Total)
	}
	return c.seen.Errors > c.limit.Count
}
