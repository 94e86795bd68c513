package stages

import (
	"context"
	"time"

	"github.com/hoist/hoist/sink"
)

// A Limiter says when the next request may leave. Wait returns early, with an error, when ctx ends.
type Limiter interface {
	Wait(ctx context.Context) error
}

// A fetcher makes Fetched of Requests. It is safe for use by several goroutines.
type fetcher struct {
	*exchanger
	limiter     Limiter // nil for no limit
	descriptors *descriptors
	intake      context.Context // its end leaves undone what has not begun
	trace       tracer
}

// fetch makes one attempt: it follows redirects until an answer is final. Each request waits its turn under the rate
// limit first, which counts for no time limit. The error is fatal to the run.
func (f *fetcher) fetch(ctx context.Context, worker int, r Request) (Fetched, error) {
	out := Fetched{Request: r, Err: r.Err}
	if out.Err != nil {
		return out, nil
	}
	if out.Err = f.turn(f.intake); out.Err != nil {
		return out, nil
	}
	out.Attempt, out.Started = 1, time.Now()
	f.trace.step(r.Job, sink.Started, worker)
	for {
		reply := f.patiently(ctx, r)
		out.take(reply)
		if reply.next == nil {
			break
		}
		r = r.redirected(reply)
		if out.Err = f.turn(ctx); out.Err != nil {
			break
		}
	}
	if isFatal(out.Err) {
		err := out.Err
		out.Err = failure(sink.Storage, err)
		return out, err
	}
	if out.Err == nil {
		f.trace.step(r.Job, sink.Received, worker)
	}
	return out, nil
}

// turn waits for the rate limit. The end of ctx ends that.
func (f *fetcher) turn(ctx context.Context) error {
	if f.limiter != nil {
		f.limiter.Wait(ctx) // its only other error is a deadline, and there is none
	}
	if cause := stopped(ctx); cause != nil {
		return cancelled(cause)
	}
	return nil
}

// patiently is exchange, begun again where the process had too many files open.
func (f *fetcher) patiently(ctx context.Context, r Request) (reply reply) {
	err := f.descriptors.patiently(ctx, func() error {
		reply = f.exchange(ctx, r)
		return reply.err
	})
	reply.err = err
	return reply
}
