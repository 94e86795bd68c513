package stages

import (
	"context"
	"fmt"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// An ErrorLimit is the number or the percentage of results that may be errors. A result above it
// ends the run.
type ErrorLimit struct {
	Count   uint64
	Percent float64 // if above 0, it is used in place of Count
}

func (l ErrorLimit) String() string {
	if l.Percent > 0 {
		return fmt.Sprintf("%g%%", l.Percent)
	}
	return fmt.Sprint(l.Count)
}

// percentFrom is the number of results from which a percentage counts.
const percentFrom = 100

// TooManyErrors is the cause of a run that an ErrorLimit ended.
type TooManyErrors struct {
	Errors, Total uint64
	Limit         ErrorLimit
}

func (e *TooManyErrors) Error() string {
	return fmt.Sprintf("%d of %d codes ended in an error, more than --max-errors %v", e.Errors, e.Total, e.Limit)
}

// An errorLimit counts results and stops the run once, when its limit is exceeded. It is for one
// goroutine.
type errorLimit struct {
	limit *ErrorLimit // nil if there is no limit, or if the run was stopped
	stop  context.CancelCauseFunc
	seen  TooManyErrors
}

func (l *errorLimit) count(o *logline.Result) {
	if l.limit == nil {
		return
	}
	l.seen.Total++
	if o.Status == outcome.Error {
		l.seen.Errors++
	}
	if l.passed() {
		l.seen.Limit = *l.limit
		l.limit = nil
		l.stop(&l.seen)
	}
}

func (l *errorLimit) passed() bool {
	if l.limit.Percent > 0 {
		return l.seen.Total >= percentFrom && float64(l.seen.Errors) > l.limit.Percent/100*float64(l.seen.Total)
	}
	return l.seen.Errors > l.limit.Count
}
