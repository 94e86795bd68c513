package stages

import (
	"context"
	"errors"

	"github.com/hoist/hoist/sink"
)

// told is closed when there is a reason to stop that was not heeded yet.
func (d *dispatch) told(ctx context.Context) <-chan struct{} {
	switch {
	case d.stop == nil:
		return d.soft.Done()
	case !d.aborted:
		return ctx.Done()
	}
	return nil
}

// heed heeds the end of a context.
func (d *dispatch) heed(ctx context.Context, now instant) {
	if d.stop == nil {
		if cause := stopped(d.soft); cause != nil {
			d.end(now, endOf(cause), false)
		}
	}
	if !d.aborted {
		if cause := stopped(ctx); cause != nil {
			d.end(now, endOf(cause), true)
		}
	}
}

// endOf is what a job says that is not sent any more for this cause.
func endOf(cause error) *Failure {
	if tooMany, ok := errors.AsType[*TooManyErrors](cause); ok {
		return failure(sink.TooManyErrors, tooMany)
	}
	return cancelled(cause)
}
