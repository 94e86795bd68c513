package stages

import (
	"context"

	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/sink"
)

// A fetcher makes Fetched of Requests, one exchange for each. It is safe for use by several goroutines.
type fetcher struct {
	*exchanger
	descriptors *fdlimit.Retrier
	policy      policy
	trace       tracer
}

// fetch sends one request and takes in its answer. It waits for no limit on how often may be asked. The error is fatal
// to the run.
func (f *fetcher) fetch(ctx context.Context, worker int, r Request) (Fetched, error) {
	if len(r.Trail) == 0 {
		f.trace.step(r.Job, sink.Started, worker)
	}
	out := Fetched{Request: r, worker: worker}
	out.take(f.patiently(ctx, r))
	if err, ok := outcome.AsFatal(out.Err); ok {
		out.Err = outcome.Fail(err.Kind, err)
		return out, err
	}
	f.policy.judge(&out)
	if out.Err == nil && out.next == nil {
		f.trace.step(r.Job, sink.Received, worker)
	}
	return out, nil
}

// patiently is exchange, begun again where the process had too many files open.
func (f *fetcher) patiently(ctx context.Context, r Request) (reply reply) {
	err := f.descriptors.Do(ctx, func() error {
		reply = f.exchange(ctx, r)
		return reply.err
	})
	reply.err = err
	return reply
}

func fetchStage(workers int, f *fetcher) Stage[Request, Fetched] {
	return Stage[Request, Fetched]{
		Name: "fetch", Workers: workers, Do: f.fetch,
		Pass:   func(r Request, cause error) Fetched { return r.ended(outcome.Cancel(cause)) },
		Rescue: func(r Request, err error) Fetched { return r.ended(outcome.Fail(outcome.Panic, err)) },
	}
}
