package stages

import (
	"context"
	"math/rand/v2"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/pipeline"
)

// downloader keeps as many partial bodies as there are workers, beside the bodies in flight.
func (cfg *Config) downloader() *download.Downloader {
	config := cfg.Fetch.Download
	config.Files, config.MaxWait, config.Partials = cfg.Save.Store, cfg.Fetch.Hosts.MaxWait, cfg.Fetch.Workers
	return download.New(config)
}

// ahead is the number of values that may wait between two stages, so that not every value costs a
// switch from one goroutine to another and back. The number is small, since some values have a
// body.
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
