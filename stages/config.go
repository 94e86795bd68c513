package stages

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/errorlimit"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/expect"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// A Config describes a run: its source, its requests, its destination and its report.
type Config struct {
	Source Source
	Fetch  Fetch
	Save   Save
	Report Report
}

// A Source has the jobs of a run, and the templates for their URLs and file names. Jobs and Planner
// must be set.
type Source struct {
	Jobs    source.Source
	Planner *naming.Planner // makes URLs and names

	// Owners remembers the codes of file names over runs. It must be set if the Planner does not
	// prove that names are unique.
	Owners naming.Owners

	// Part is the part of the list that the run fetches. If it is not the whole list, the Planner
	// must prove that names are unique, since a run does not know the names of other parts.
	Part parts.Part

	// Taken counts the jobs of the part as they are read; nil for no count.
	Taken *atomic.Uint64

	// Expect are the properties that files must have; nil for none.
	Expect expect.Templates
}

func (s *Source) validate() error {
	switch {
	case s.Jobs == nil || s.Planner == nil:
		return errors.New("stages: a run needs jobs and a planner")
	case s.Owners == nil || !s.Part.IsWhole():
		return s.Planner.Unproven()
	}
	return nil
}

// Fetch has the settings of downloads.
type Fetch struct {
	Workers     int              // requests in flight, 1 or more
	Hosts       hosts.Limits     // limits of the requests to hosts
	Random      *rand.Rand       // for backoff; nil for a new one
	Download    download.Config  // without Files
	Descriptors *fdlimit.Retrier // waits if the process has too many files open; nil for a new one
}

// CloseIdleConnections closes the connections of the transport that are open and not in use.
func (f *Fetch) CloseIdleConnections() {
	if t, ok := f.Download.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// Save has the destination of a run, and the settings of its files.
type Save struct {
	Store    store.Store     // Run closes it
	Existing existing.Policy // how to treat files that were there before
	Durable  bool            // makes the log and the lists survive a power cut

	RemoteTime bool // a file gets the time of the answer's Last-Modified
}

// Report has the outputs of a run.
type Report struct {
	Sink      *sink.Sink
	Header    logline.Header
	Ordered   bool              // lines in input order
	Trace     bool              // a step line for each step of a job
	Lists     []List            // further lists of results
	MaxErrors *errorlimit.Limit // nil for no limit
	Notify    func(text string) // receives messages about trouble, for a person; must not block; nil for none

	// Stats gets a snapshot of the scheduler twice a second; nil for none.
	Stats *atomic.Pointer[hosts.Stats]
}

// Validate returns an error if the Config can't be used.
func (cfg *Config) Validate() error {
	if err := cfg.Source.validate(); err != nil {
		return err
	}
	switch {
	case cfg.Fetch.Workers < 1 || cfg.Fetch.Download.Transport == nil:
		return errors.New("stages: a run needs a worker and a transport")
	case cfg.Save.Store == nil || cfg.Report.Sink == nil:
		return errors.New("stages: a run needs a store and a sink")
	}
	return cfg.Save.Existing.Check(cfg.Save.Store.Capabilities())
}

// A List lists results, for example the codes that have no file at the end.
type List interface {
	// Add gets each result, when its line is written. It may list the result or not. An error ends
	// the run.
	Add(*logline.Result) error

	// Publish gives the list its name, after the last Add. If durable is set, it syncs the list and
	// the name. If ctx ends, Publish may give up. An error becomes the error of the run.
	Publish(ctx context.Context, durable bool) error
}
