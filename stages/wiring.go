package stages

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/notices"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/store"
)

// A wiring starts the stages of a run, and has what they share.
type wiring struct {
	cfg     *Config
	names   *naming.Memory
	tasks   *pool.ContextPool
	reading context.Context // its end ends the reading
	abort   context.CancelCauseFunc
	tokens  pipeline.Tokens
	acks    *acks
	steps   <-chan logline.Step
	trace   tracer

	inputErr error // the failure of the source, after all jobs before it are done
}

// wire returns the wiring of a run that ctx ends.
func (cfg *Config) wire(ctx, reading context.Context, abort context.CancelCauseFunc, tokens pipeline.Tokens, acks *acks) *wiring {
	w := &wiring{
		cfg: cfg, names: cfg.names(), tasks: pool.New().WithContext(ctx).WithCancelOnError().WithFirstError(),
		reading: reading, abort: abort, tokens: tokens, acks: acks,
	}
	w.steps, w.trace = cfg.tracing()
	return w
}

// fetchAll starts all stages, and waits until they are done. It returns the first error.
func (w *wiring) fetchAll() error {
	planned := make(chan Request, w.cfg.ahead())
	requests := make(chan Request)
	fetched := make(chan Fetched, w.cfg.Fetch.Workers) // finished in this channel count as in flight
	finished := make(chan Fetched, w.cfg.ahead())
	results := make(chan logline.Result, w.cfg.ahead())

	turns := pipeline.NewTurns[Request]()
	scheduler, told := w.cfg.scheduler()
	dispatch := &dispatch{
		hosts: scheduler, notices: told, received: w.cfg.Fetch.Download.Received, workers: w.cfg.Fetch.Workers, trace: w.trace,
		turns: turns, tokens: w.tokens, began: time.Now(), reading: w.reading, stats: w.cfg.Report.Stats,
		causes: notices.Finder{Tell: w.cfg.Report.Notify}, in: planned, requests: requests, fetched: fetched, finished: finished,
	}
	fetch := fetchStage(w.cfg.Fetch.Workers, &fetcher{
		downloader: w.cfg.downloader(), descriptors: w.cfg.descriptors(), trace: w.trace,
	})
	saver := &saver{
		store: w.cfg.Save.Store, name: newPlanner(w.cfg.Source, w.names).name, trace: w.trace, turns: turns, guard: w.guard(),
		times: fileTimes{remote: w.cfg.Save.RemoteTime, notify: w.cfg.Report.Notify},
	}

	w.plan(w.cfg.Save.Store, planned)
	w.tasks.Go(func(ctx context.Context) error {
		return pipeline.OrDrain(w.abort, "dispatch", func() error { dispatch.run(ctx); return nil }, func() {
			pipeline.Drain(planned)
			pipeline.Drain(fetched)
		})
	})
	w.tasks.Go(func(ctx context.Context) error { return fetch.Run(ctx, w.abort, requests, fetched) })
	w.tasks.Go(func(ctx context.Context) error {
		return pipeline.OrDrain(w.abort, "save", func() error {
			return saver.save(ctx, w.abort, saveAhead(w.cfg.Fetch.Workers), finished, results)
		}, func() { pipeline.Drain(finished) })
	})
	w.report(results)
	return w.wait()
}

// wait waits until all stages are done. It returns the first error.
func (w *wiring) wait() error {
	if err := w.tasks.Wait(); err != nil {
		return err
	}
	return w.inputErr
}

// plan starts the stages that make requests: intake, and look if existing files make a difference.
func (w *wiring) plan(files store.Reader, out chan<- Request) {
	in := &intake{
		jobs: w.cfg.Source.Jobs, ahead: w.cfg.ahead(), plan: newPlanner(w.cfg.Source, w.names).planMine,
		taken: w.cfg.Source.Taken, tokens: w.tokens, acks: w.acks, trace: w.trace,
		failed: func(err error) { w.inputErr = err },
	}
	read := out
	if w.cfg.Save.Existing.Matters() {
		looker := &existing.Looker{Policy: w.cfg.Save.Existing, Store: files, Reading: w.reading}
		looked := make(chan Request)
		read = looked
		w.tasks.Go(func(ctx context.Context) error { return lookStage(looker).Run(ctx, w.abort, looked, out) })
	}
	w.tasks.Go(func(context.Context) error {
		return pipeline.OrDrain(w.abort, "intake", func() error { return in.run(w.reading, w.abort, read) }, func() {})
	})
}

// report starts the stages that write results: order if lines are in input order, and the sink.
func (w *wiring) report(results <-chan logline.Result) {
	last := results
	if w.cfg.Report.Ordered {
		ordered := make(chan logline.Result, 1)
		w.tasks.Go(func(context.Context) error {
			return pipeline.OrDrain(w.abort, "order", func() error {
				pipeline.InOrder(results, ordered, func(r *logline.Result) uint64 { return r.Order })
				return nil
			}, func() { pipeline.Drain(results) })
		})
		last = ordered
	}
	w.tasks.Go(func(context.Context) error { return w.cfg.runSink(w.abort, last, w.steps) })
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
func (cfg *Config) runSink(abort context.CancelCauseFunc, results <-chan logline.Result, steps <-chan logline.Step) error {
	return pipeline.OrDrain(abort, "sink", func() error { return cfg.Report.Sink.Run(abort, results, steps) }, func() {
		for open := true; open; {
			select {
			case _, open = <-results:
			case <-steps:
			}
		}
	})
}

func (cfg *Config) descriptors() *fdlimit.Retrier {
	if cfg.Fetch.Descriptors != nil {
		return cfg.Fetch.Descriptors
	}
	return fdlimit.New(cfg.Fetch.CloseIdleConnections)
}

func (cfg *Config) tokens() pipeline.Tokens {
	if cfg.Report.Ordered {
		return pipeline.NewTokens(orderWindow)
	}
	return pipeline.NewTokens(window)
}

// scheduler returns the scheduler of hosts, and its notices, which may be nil.
func (cfg *Config) scheduler() (*hosts.Scheduler, *notices.Notices) {
	s := hosts.New(cfg.Fetch.Workers, cfg.Fetch.Hosts, cfg.random())
	if cfg.Report.Notify == nil {
		return s, nil
	}
	n := notices.New(cfg.Report.Notify, notices.Limits{
		MaxWait: cfg.Fetch.Hosts.MaxWait, Timeout: cfg.Fetch.Download.Limits.Timeout,
	})
	s.WaitTooLong = n.WaitTooLong
	return s, n
}

func (cfg *Config) random() *rand.Rand {
	if cfg.Fetch.Random != nil {
		return cfg.Fetch.Random
	}
	return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
}

// names returns a memory of file names. If no code can have the name of another, it returns nil.
func (cfg *Config) names() *naming.Memory {
	p := cfg.Source.Planner
	if p.Unproven() == nil && !(p.BySeq() && cfg.Save.Existing.History != nil) {
		return nil
	}
	return naming.NewMemory(cfg.Source.Owners)
}

// guard returns the guard of files that the run must not replace.
func (w *wiring) guard() existing.Guard {
	if w.cfg.Source.Planner.Unproven() == nil {
		return existing.Guard{}
	}
	return existing.Guard{Names: w.names, Files: w.cfg.Save.Store}
}
