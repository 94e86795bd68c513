package stages

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/source"
)

// downloader returns a downloader. It keeps as many partial bodies as there are workers, in
// addition to the bodies in flight.
func (cfg *Config) downloader() *download.Downloader {
	config := cfg.Fetch.Download
	config.Files, config.MaxWait, config.Partials = cfg.Save.Store, cfg.Fetch.Hosts.MaxWait, cfg.Fetch.Workers
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
	return fdlimit.New(cfg.Fetch.CloseIdleConnections)
}

// window is the largest number of jobs in the pipeline without --ordered.
const window = 65536

func (cfg *Config) tokens() tokens {
	if cfg.Report.Ordered {
		return newTokens(orderWindow)
	}
	return newTokens(window)
}

// scheduler returns the scheduler of hosts and the notices that are given of it, which may be nil.
func (cfg *Config) scheduler() (*hosts.Scheduler, *notices) {
	s := hosts.New(cfg.Fetch.Workers, cfg.Fetch.Hosts, cfg.random())
	if cfg.Report.Notify == nil {
		return s, nil
	}
	n := &notices{notify: cfg.Report.Notify}
	s.WaitTooLong = n.waitTooLong
	return s, n
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

// A tracer sends steps to the sink, one at a time. The zero value sends none.
type tracer struct{ steps chan<- logline.Step }

func (t tracer) step(job source.Job, name logline.StepName, worker int) {
	if t.steps != nil {
		t.steps <- logline.Step{Time: time.Now(), Seq: job.Seq, Code: job.Code, Name: name, Worker: worker}
	}
}
