package stages

import (
	"context"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
)

// A fetcher makes one exchange for each Request. It is safe for concurrent use.
type fetcher struct {
	downloader  *download.Downloader
	descriptors *fdlimit.Retrier
	trace       tracer
}

// fetch sends one request and reads its answer. It does not wait for the limits of hosts. The error
// is fatal to the run.
func (f *fetcher) fetch(ctx context.Context, worker int, r Request) (Fetched, error) {
	if len(r.Get.Via) == 0 {
		f.trace.step(r.Job, logline.Started, worker)
	}
	out := Fetched{Request: r, Reply: f.retried(ctx, r.Get), worker: worker}
	out.Get.Partial, out.Err = out.Reply.Partial, out.Reply.Err
	if err, ok := outcome.AsFatal(out.Err); ok {
		out.Err = outcome.Fail(err.Kind, err)
		return out, err
	}
	out.verdict = verdictOf(&out.Reply)
	if out.Err == nil && out.Reply.Next == nil {
		f.trace.step(r.Job, logline.Received, worker)
	}
	return out, nil
}

// retried makes one exchange. If the process had too many files open, it tries again.
func (f *fetcher) retried(ctx context.Context, r download.Request) (reply download.Reply) {
	reply.Err = f.descriptors.Do(ctx, func() error {
		reply = f.downloader.Do(ctx, r)
		return reply.Err
	})
	return reply
}

func fetchStage(workers int, f *fetcher) pipeline.Stage[Request, Fetched] {
	return pipeline.Stage[Request, Fetched]{
		Name: "fetch", Workers: workers, Do: f.fetch,
		Pass:   func(r Request, cause error) Fetched { return r.ended(outcome.Cancel(cause)) },
		Rescue: func(r Request, err error) Fetched { return r.ended(outcome.Fail(outcome.Panic, err)) },
	}
}
