package stages

import (
	"context"
	"errors"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/store"
)

// DryRun takes every job of cfg through the stages before dispatch, and returns the tally. It sends
// no request and saves nothing. A job that Run would fetch has the outcome Planned, with its URL
// and the path of its file. All other jobs have the outcome that Run would give them at this point.
//
//	source ─jobs─▶ intake ─▶ (look) ─▶ plan ─results─▶ (order) ─▶ sink
//
// files are the existing files. Save.Store and Report.Lists are not used. The contexts, the error
// and the exit status are as for Run.
func DryRun(ctx, reading context.Context, cfg Config, files store.Reader) (logline.Tally, error) {
	if err := cfg.validateDryRun(files); err != nil {
		return logline.Tally{Exit: ExitUsage}, err
	}
	cfg.Report.Lists = nil
	return cfg.run(ctx, reading, func(w *wiring) error { return w.planAll(files) }, func() error { return nil })
}

func (cfg *Config) validateDryRun(files store.Reader) error {
	if err := cfg.Source.validate(); err != nil {
		return err
	}
	if cfg.Report.Sink == nil || files == nil {
		return errors.New("stages: a dry run needs a sink and files")
	}
	return cfg.Save.Existing.Check(files.Capabilities())
}

// planAll starts the stages of a dry run, and waits until they are done. It returns the first
// error.
func (w *wiring) planAll(files store.Reader) error {
	planned := make(chan Request, w.cfg.ahead())
	results := make(chan logline.Result, w.cfg.ahead())
	w.plan(files, planned)
	w.tasks.Go(func(context.Context) error {
		return pipeline.OrDrain(w.abort, "plan", func() error { showPlans(w.reading, files, planned, results); return nil },
			func() { pipeline.Drain(planned) })
	})
	w.report(results)
	return w.wait()
}

// showPlans makes a result of each request, until in is closed. Then it closes out. After the end
// of reading a request that would be fetched is cancelled, since look may have left it out.
func showPlans(reading context.Context, files store.Reader, in <-chan Request, out chan<- logline.Result) {
	defer close(out)
	for r := range in {
		if cause := context.Cause(reading); cause != nil && r.Err == nil {
			r.Err = endOf(cause)
		}
		out <- r.planned(files)
	}
}

// planned returns the result of a request that is not sent. If its file name depends on the answer,
// the result has no path.
func (r Request) planned(files store.Reader) logline.Result {
	location := ""
	if r.Name != "" && (r.Err == nil || r.Cached != nil) {
		location = files.Location(r.Name)
	}
	f := r.ended(r.Err)
	o := f.result(location)
	if r.Err == nil {
		o.Status = outcome.Planned
	}
	return o
}
