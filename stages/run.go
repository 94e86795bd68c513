package stages

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/causes"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/pipeline"
)

// Run takes every job of cfg through the pipeline and returns the tally. It leaves no goroutine
// running, except for a read of the source that blocks.
//
// The end of intake ends the reading: jobs in flight finish, and all other jobs are reported as
// cancelled. The end of ctx cancels the jobs in flight too. In both cases every job that was read
// has its line. The causes of the two contexts are the reasons (context.Cause). If a cause is a
// *Stop, it sets the exit status.
//
// The error is the failure of the infrastructure that ended the run early. Tally.Exit is set in any
// case.
func Run(ctx, intake context.Context, cfg Config) (logline.Tally, error) {
	if err := cfg.Validate(); err != nil {
		return logline.Tally{Exit: ExitUsage}, err
	}
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)
	reading, stopReading := context.WithCancelCause(ctx)
	defer stopReading(nil)
	defer context.AfterFunc(intake, func() { stopReading(context.Cause(intake)) })()

	acks := &acks{}
	defer func() { acks.close(cmp.Or(context.Cause(reading), errEnded)) }()
	defer cfg.Fetch.CloseIdleConnections()
	cfg.Report.Sink.Open(cfg.Report.Header)
	err := cfg.pipeline(ctx, reading, abort, stopReading, acks)
	if cfg.Report.Failed != nil {
		err = errors.Join(err, cfg.Report.Failed.Publish(context.Background(), cfg.Save.Durable))
	}
	err = cmp.Or(err, cfg.Save.Store.Close(), cfg.Report.Sink.InPlace())
	if cfg.Save.Durable {
		err = cmp.Or(err, cfg.Report.Sink.Sync())
	}
	first := context.Cause(reading) // the first reason to stop, or nil
	tally, closeErr := cfg.Report.Sink.Close(func(t logline.Tally) int { return exitStatus(t, first, err) })
	if err == nil && closeErr != nil {
		err = closeErr
		tally.Exit = ExitFailure
	}
	if tooMany, ok := errors.AsType[*TooManyErrors](first); ok && err == nil {
		err = tooMany
	}
	return tally, err
}

// errEnded is the reason why a job has no line, if no other reason is known.
var errEnded = errors.New("the run ended")

// pipeline runs the stages until all of them are done, and returns the first error.
func (cfg *Config) pipeline(ctx, reading context.Context, abort, stopReading context.CancelCauseFunc, acks *acks) error {
	planned := make(chan Request, cfg.ahead())
	requests := make(chan Request)
	fetched := make(chan Fetched, cfg.Fetch.Workers) // results in this channel count as in flight
	results := make(chan Fetched, cfg.ahead())
	outcomes := make(chan logline.Result, cfg.ahead())
	steps, trace := cfg.tracing()
	tokens := cfg.tokens()
	cfg.Report.Sink.Observers = append(slices.Clip(cfg.Report.Sink.Observers), &completer{
		limit: errorLimit{ErrorLimit: cfg.Report.MaxErrors, stop: stopReading}, failed: cfg.Report.Failed, abort: abort, tokens: tokens,
	})

	in := &intake{
		jobs: cfg.Source.Jobs, ahead: cfg.ahead(), plan: newPlanner(cfg.Source.Planner).plan,
		tokens: tokens, acks: acks, trace: trace,
	}
	scheduler, notices := cfg.scheduler()
	dispatch := &dispatch{
		hosts: scheduler, notices: notices, workers: cfg.Fetch.Workers, trace: trace,
		tokens: tokens, began: time.Now(), soft: reading, stats: cfg.Report.Stats,
		causes: causes.Finder{Tell: cfg.Report.Notify}, in: planned, requests: requests, fetched: fetched, results: results,
	}
	fetch := fetchStage(cfg.Fetch.Workers, &fetcher{
		downloader: cfg.downloader(), descriptors: cfg.descriptors(), trace: trace,
	})

	tasks := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	if !cfg.Save.Existing.matter() {
		tasks.Go(func(context.Context) error { return in.run(reading, abort, planned) })
	} else {
		looker := &looker{Existing: cfg.Save.Existing, store: cfg.Save.Store, soft: reading}
		read := make(chan Request)
		tasks.Go(func(context.Context) error { return in.run(reading, abort, read) })
		tasks.Go(func(ctx context.Context) error { return lookStage(looker).Run(ctx, abort, read, planned) })
	}
	tasks.Go(func(ctx context.Context) error {
		pipeline.OrDrain(abort, "dispatch", func() { dispatch.run(ctx) }, func() {
			pipeline.Drain(planned)
			pipeline.Drain(fetched)
		})
		return nil
	})
	tasks.Go(func(ctx context.Context) error { return fetch.Run(ctx, abort, requests, fetched) })
	tasks.Go(func(ctx context.Context) error {
		return save(ctx, abort, cfg.Save.Store, saveAhead(cfg.Fetch.Workers), trace, results, outcomes)
	})
	last := (<-chan logline.Result)(outcomes)
	if cfg.Report.Ordered {
		ordered := make(chan logline.Result, 1)
		tasks.Go(func(context.Context) error { inOrder(outcomes, ordered); return nil })
		last = ordered
	}
	tasks.Go(func(context.Context) error { return cfg.runSink(abort, last, steps) })
	return tasks.Wait()
}
