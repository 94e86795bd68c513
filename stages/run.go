// Package stages is what is done to a job: it is read, fetched, saved, and reported.
//
//	source ──jobs──▶ intake ──▶ (look) ──▶ dispatch ──results──▶ [save × M] ──saved──▶ commit ──outcomes──▶ sink
//	                                requests │ ▲ fetched
//	                                         ▼ │
//	                                    [fetch × N]
//
// The arrows are channels. A stage closes the channel that it writes, never the one it reads, and reads until that
// one closes; so stopping is closing the first, and every job that was read reaches the sink. A job that fails is
// data and travels on. An error that a stage returns is the infrastructure's, and stops the run.
package stages

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// A Config is a run: what it reads, what it does to it, and where the result goes.
type Config struct {
	Source Source
	Fetch  Fetch
	Save   Save
	Report Report
}

// A Source is what a run reads, and what it makes of it.
type Source struct {
	Jobs    iter.Seq2[source.Job, error]
	Planner *naming.Planner // of URLs and names
}

// Fetch is how a run downloads.
type Fetch struct {
	Workers     int              // requests in flight, 1 or more
	Hosts       hosts.Limits     // how often and how hard hosts are asked
	Random      *rand.Rand       // of backoff; nil for one of its own
	Download    download.Config  // without Files
	Descriptors *fdlimit.Retrier // waits where the process has too many files open; nil for one of the run's own
}

// Save is where a run keeps files.
type Save struct {
	Store    store.Store // Run closes it
	Existing Existing    // what becomes of files that were there before
	Durable  bool        // the log and the list of failed codes stay when the power goes
}

// Report is what a run says.
type Report struct {
	Sink      *sink.Sink
	Header    logline.Header
	Ordered   bool              // lines in input order
	Trace     bool              // a step line for each step a job takes
	Failed    FailedList        // of what has no file at the end; nil for none
	MaxErrors *ErrorLimit       // nil for no limit
	Notify    func(text string) // of what a person should know; it must not block. nil for none
}

// Validate returns what is wrong with a Config; nil for nothing.
func (cfg *Config) Validate() error {
	switch {
	case cfg.Source.Jobs == nil || cfg.Source.Planner == nil:
		return errors.New("stages: a run needs jobs and a planner")
	case cfg.Fetch.Workers < 1 || cfg.Fetch.Download.Transport == nil:
		return errors.New("stages: a run needs a worker and a transport")
	case cfg.Save.Store == nil || cfg.Report.Sink == nil:
		return errors.New("stages: a run needs a store and a sink")
	case cfg.Save.Existing.matter() && !cfg.Save.Store.Capabilities().Reads:
		return errors.New("this destination can't tell what is there already; it goes with --if-exists overwrite, without --resume")
	}
	return nil
}

// A FailedList lists what was given for codes that have no file at the end.
type FailedList interface {
	// Add notes what became of a job. An error ends the run.
	Add(*logline.Result) error

	// Publish names the list when it is whole; durably, if wanted.
	Publish(ctx context.Context, durable bool) error
}

// Run takes every job of cfg through the pipeline, and returns the tally. Nothing of it is left running,
// but for a read of the source that blocks.
//
// The end of intake ends the reading: jobs that are not in flight are reported as cancelled, and those that are
// finish. The end of ctx ends those too. Either way every job read has its line. The causes of the two contexts say
// why (context.Cause); a *Stop among them sets the exit status.
//
// The error is the infrastructure's that ended the run early. The tally's Exit is set in any case.
func Run(ctx, intake context.Context, cfg Config) (logline.Tally, error) {
	if err := cfg.Validate(); err != nil {
		return logline.Tally{Exit: ExitUsage}, err
	}
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)
	reading, stopReading := context.WithCancelCause(ctx)
	defer stopReading(nil)
	defer context.AfterFunc(intake, func() { stopReading(context.Cause(intake)) })()

	defer cfg.closeIdle()
	cfg.Report.Sink.Open(cfg.Report.Header)
	err := cfg.pipeline(ctx, reading, abort, stopReading)
	if cfg.Report.Failed != nil {
		err = errors.Join(err, cfg.Report.Failed.Publish(context.Background(), cfg.Save.Durable))
	}
	err = cmp.Or(err, cfg.Save.Store.Close(), cfg.Report.Sink.InPlace())
	if cfg.Save.Durable {
		err = cmp.Or(err, cfg.Report.Sink.Sync())
	}
	first := context.Cause(reading) // the first of all reasons to stop, if there was one
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

// An ender does what a result ends: it is counted for the limit of errors, listed if it failed, and its token is free.
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
	e.tokens.giveBack()
}

func (e *ender) Done() {}

// pipeline runs the stages until all of them are done, and returns the first error.
func (cfg *Config) pipeline(ctx, reading context.Context, abort, stopReading context.CancelCauseFunc) error {
	planned := make(chan Request, cfg.ahead())
	requests := make(chan Request)
	fetched := make(chan Fetched, cfg.Fetch.Workers) // those in it count as in flight
	results := make(chan Fetched, cfg.ahead())
	outcomes := make(chan logline.Result, cfg.ahead())
	steps, trace := cfg.tracing()
	tokens := cfg.tokens()
	cfg.Report.Sink.Observers = append(slices.Clip(cfg.Report.Sink.Observers), &ender{
		limit: errorLimit{ErrorLimit: cfg.Report.MaxErrors, stop: stopReading}, failed: cfg.Report.Failed, abort: abort, tokens: tokens,
	})

	in := &intake{jobs: cfg.Source.Jobs, ahead: cfg.ahead(), plan: newPlanner(cfg.Source.Planner).plan, tokens: tokens, trace: trace}
	dispatch := &dispatch{
		hosts: cfg.scheduler(), workers: cfg.Fetch.Workers, trace: trace,
		full: tokens.allTaken, began: time.Now(), soft: reading,
		in: planned, requests: requests, fetched: fetched, results: results,
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
	tasks.Go(func(ctx context.Context) error { return save(ctx, abort, cfg.Save.Store, trace, results, outcomes) })
	last := (<-chan logline.Result)(outcomes)
	if cfg.Report.Ordered {
		ordered := make(chan logline.Result, 1)
		tasks.Go(func(context.Context) error { inOrder(outcomes, ordered); return nil })
		last = ordered
	}
	tasks.Go(func(context.Context) error { return cfg.runSink(abort, last, steps) })
	return tasks.Wait()
}

// downloader keeps as many partial bodies as there are workers, beside those in flight.
func (cfg *Config) downloader() *download.Downloader {
	config := cfg.Fetch.Download
	config.Files, config.MaxWait, config.Partials = cfg.Save.Store, cfg.Fetch.Hosts.MaxWait, cfg.Fetch.Workers
	return download.New(config)
}

// ahead is how many values may wait between two stages, so that not each costs a switch from one goroutine to another
// and back. There are few, since some have a body.
func (cfg *Config) ahead() int { return min(cfg.Fetch.Workers/2, 16) }

// runSink runs the sink.
func (cfg *Config) runSink(abort context.CancelCauseFunc, outcomes <-chan logline.Result, steps <-chan logline.Step) (err error) {
	pipeline.OrDrain(abort, "sink", func() { err = cfg.Report.Sink.Run(abort, outcomes, steps) }, func() {
		for open := true; open; {
			select {
			case _, open = <-outcomes:
			case <-steps:
			}
		}
	})
	return err
}

func (cfg *Config) descriptors() *fdlimit.Retrier {
	if cfg.Fetch.Descriptors != nil {
		return cfg.Fetch.Descriptors
	}
	return fdlimit.New(cfg.closeIdle)
}

// window is how many jobs are in the pipeline at most.
const window = 65536

func (cfg *Config) tokens() tokens {
	if cfg.Report.Ordered {
		return make(tokens, orderWindow)
	}
	return make(tokens, window)
}

func (cfg *Config) scheduler() *hosts.Scheduler {
	s := hosts.New(cfg.Fetch.Workers, cfg.Fetch.Hosts, cfg.random())
	if cfg.Report.Notify != nil {
		s.Notify = func(n hosts.Notice) { cfg.Report.Notify(noticeText(n)) }
	}
	return s
}

func (cfg *Config) random() *rand.Rand {
	if cfg.Fetch.Random != nil {
		return cfg.Fetch.Random
	}
	return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
}

func (cfg *Config) tracing() (<-chan logline.Step, tracer) {
	if !cfg.Report.Trace {
		return nil, tracer{}
	}
	steps := make(chan logline.Step)
	return steps, tracer{steps}
}

// closeIdle closes connections that are open and not in use.
func (cfg *Config) closeIdle() {
	if t, ok := cfg.Fetch.Download.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
