package stages

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
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
	Jobs    source.Source
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

	// Stats has what the scheduler of hosts has to do, once a second anew; nil for nobody who asks.
	Stats *atomic.Pointer[hosts.Stats]
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
