package stages

import (
	"context"
	"fmt"

	"github.com/hoist/hoist/sink"
)

// An ErrorLimit is how many outcomes may be an error before a run ends: so many, or so many of a hundred.
type ErrorLimit struct {
	Count   uint64
	Percent float64 // where it is above 0, it counts in place of Count
}

func (l ErrorLimit) String() string {
	if l.Percent > 0 {
		return fmt.Sprintf("%g%%", l.Percent)
	}
	return fmt.Sprint(l.Count)
}

// percentFrom is how many outcomes there must be before a share of them says something.
const percentFrom = 100

// TooManyErrors is the cause with which an ErrorLimit ends a run.
type TooManyErrors struct {
	Errors, Total uint64
	Limit         ErrorLimit
}

func (e *TooManyErrors) Error() string {
	return fmt.Sprintf("%d of %d codes ended in an error, more than --max-errors %v", e.Errors, e.Total, e.Limit)
}

// An errorLimit counts outcomes, and stops the run when its limit is passed. It is used by one goroutine.
type errorLimit struct {
	*ErrorLimit // nil for none
	stop        context.CancelCauseFunc
	seen        TooManyErrors
}

func (l *errorLimit) count(o *sink.Outcome) {
	if l.ErrorLimit == nil {
		return
	}
	l.seen.Total++
	if o.Status != sink.Error {
		return
	}
	l.seen.Errors++
	if l.passed() {
		found := l.seen
		found.Limit = *l.ErrorLimit
		l.stop(&found)
	}
}

func (l *errorLimit) passed() bool {
	if l.Percent > 0 {
		return l.seen.Total >= percentFrom && float64(l.seen.Errors) > l.Percent/100*float64(l.seen.Total)
	}
	return l.seen.Errors > l.Count
}
