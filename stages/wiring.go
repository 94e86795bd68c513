package stages

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/notices"
	"github.com/hoist/hoist/internal/pipeline"
)

// pipeline runs the stages until all of them are done, and returns the first error.
func (cfg *Config) pipeline(ctx, reading context.Context, abort context.CancelCauseFunc, tokens tokens, acks *acks) error {
	planned := make(chan Request, cfg.ahead())
	requests := make(chan Request)
	fetched := make(chan Fetched, cfg.Fetch.Workers) // finished in this channel count as in flight
	finished := make(chan Fetched, cfg.ahead())
	results := make(chan logline.Result, cfg.ahead())
	steps, trace := cfg.tracing()

	names := cfg.names()
	saver := &saver{
		store: cfg.Save.Store, name: newPlanner(cfg.Source, names).name, trace: trace,
		times: fileTimes{remote: cfg.Save.RemoteTime, notify: cfg.Report.Notify},
	}
	in := &intake{
		jobs: cfg.Source.Jobs, ahead: cfg.ahead(), plan: newPlanner(cfg.Source, names).plan,
		tokens: tokens, acks: acks, trace: trace,
	}
	scheduler, told := cfg.scheduler()
	dispatch := &dispatch{
		hosts: scheduler, notices: told, workers: cfg.Fetch.Workers, trace: trace,
		tokens: tokens, began: time.Now(), reading: reading, stats: cfg.Report.Stats,
		causes: notices.Finder{Tell: cfg.Report.Notify}, in: planned, requests: requests, fetched: fetched, finished: finished,
	}
	fetch := fetchStage(cfg.Fetch.Workers, &fetcher{
		downloader: cfg.downloader(), descriptors: cfg.descriptors(), trace: trace,
	})

	read := func(out chan<- Request) error {
		return guarded(abort, "intake", func() error { return in.run(reading, abort, out) }, nil)
	}

	tasks := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	if !cfg.Save.Existing.matter() {
		tasks.Go(func(context.Context) error { return read(planned) })
	} else {
		looker := &looker{existing: cfg.Save.Existing, store: cfg.Save.Store, reading: reading}
		looked := make(chan Request)
		tasks.Go(func(context.Context) error { return read(looked) })
		tasks.Go(func(ctx context.Context) error { return lookStage(looker).Run(ctx, abort, looked, planned) })
	}
	tasks.Go(func(ctx context.Context) error {
		return guarded(abort, "dispatch", func() error { dispatch.run(ctx); return nil }, func() {
			pipeline.Drain(planned)
			pipeline.Drain(fetched)
		})
	})
	tasks.Go(func(ctx context.Context) error { return fetch.Run(ctx, abort, requests, fetched) })
	tasks.Go(func(ctx context.Context) error {
		return guarded(abort, "save", func() error {
			return saver.save(ctx, abort, saveAhead(cfg.Fetch.Workers), finished, results)
		}, func() { pipeline.Drain(finished) })
	})
	last := (<-chan logline.Result)(results)
	if cfg.Report.Ordered {
		ordered := make(chan logline.Result, 1)
		tasks.Go(func(context.Context) error {
			return guarded(abort, "order", func() error { inOrder(results, ordered); return nil }, func() { pipeline.Drain(results) })
		})
		last = ordered
	}
	tasks.Go(func(context.Context) error { return cfg.runSink(abort, last, steps) })
	return tasks.Wait()
}

// guarded runs a loop of the pipeline. If the loop panics, guarded drains its input before it
// panics again, so that the run ends. drain may be nil.
func guarded(abort context.CancelCauseFunc, name string, loop func() error, drain func()) (err error) {
	if drain == nil {
		drain = func() {}
	}
	pipeline.OrDrain(abort, name, func() { err = loop() }, drain)
	return err
}

// downloader returns a downloader. It keeps as many partial bodies as there are workers, in
// addition to the bodies in flight.
func (cfg *Config) downloader() *download.Downloader {
	config := cfg.Fetch.Download
	config.Files, config.MaxWait, config.Partials = cfg.Save.Store, cfg.Fetch.Hosts.MaxWait, cfg.Fetch.Workers
	config.Filename, config.Extension = cfg.Source.Planner.NeedsFilename(), cfg.Source.Planner.NeedsType()
	return download.New(config)
}

// ahead returns the number of values that may wait between two stages, so that not every value
// costs a switch between goroutines.
func (cfg *Config) ahead() int { return ahead(cfg.Fetch.Workers) }

func ahead(workers int) int { return min(workers/2, 16) }

// held returns the number of results that dispatch may hold, in addition to one for each worker.
func held(workers int) int { return min(workers-1, 3) }

// saveAhead returns the number of objects that may wait between saver and store.
func saveAhead(workers int) int { return min(workers-1, 4) }

// BodiesAhead returns the largest number of bodies that may wait between the fetch workers and the
// store: in dispatch, between dispatch and saver, in the saver, and between saver and store. Each
// may have an open file.
func BodiesAhead(workers int) int { return held(workers) + ahead(workers) + 1 + saveAhead(workers) }

// runSink runs the sink.
func (cfg *Config) runSink(abort context.CancelCauseFunc, results <-chan logline.Result, steps <-chan logline.Step) (err error) {
	pipeline.OrDrain(abort, "sink", func() { err = cfg.Report.Sink.Run(abort, results, steps) }, func() {
		for open := true; open; {
			select {
			case _, open = <-results:
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
	return fdlimit.New(cfg.Fetch.CloseIdleConnections)
}

func (cfg *Config) tokens() tokens {
	if cfg.Report.Ordered {
		return newTokens(orderWindow)
	}
	return newTokens(window)
}

// scheduler returns the scheduler of hosts and the notices that are given of it, which may be nil.
func (cfg *Config) scheduler() (*hosts.Scheduler, *notices.Notices) {
	s := hosts.New(cfg.Fetch.Workers, cfg.Fetch.Hosts, cfg.random())
	if cfg.Report.Notify == nil {
		return s, nil
	}
	n := notices.New(cfg.Report.Notify, cfg.Fetch.Hosts.MaxWait)
	s.WaitTooLong = n.WaitTooLong
	return s, n
}

func (cfg *Config) random() *rand.Rand {
	if cfg.Fetch.Random != nil {
		return cfg.Fetch.Random
	}
	return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
}

// names returns a memory of file names. If the templates prove that names are unique, it returns nil.
func (cfg *Config) names() *fileNames {
	if cfg.Source.Planner.Unproven() == nil {
		return nil
	}
	return newFileNames(cfg.Source.Owners)
}
