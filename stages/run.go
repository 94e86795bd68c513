package stages

import (
	"cmp"
	"context"
	"errors"

	"github.com/hoist/hoist/internal/errorlimit"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/source"
)

// Run takes every job of cfg through the pipeline and returns the tally. It leaves no goroutine
// running, except for a read of the source that blocks.
//
// When reading ends, no more jobs are read, jobs in flight finish, and all other jobs are reported
// as cancelled. When ctx ends, the jobs in flight are cancelled too. In both cases every job that
// was read has its line. The causes of the two contexts are the reasons (context.Cause). If a cause
// is a *Stop, it sets the exit status.
//
// The error is the failure of the infrastructure that ended the run early. Tally.Exit is set in any
// case.
func Run(ctx, reading context.Context, cfg Config) (logline.Tally, error) {
	if err := cfg.Validate(); err != nil {
		return logline.Tally{Exit: ExitUsage}, err
	}
	defer cfg.Fetch.CloseIdleConnections()
	return cfg.run(ctx, reading, (*wiring).fetchAll, cfg.Save.Store.Close)
}

// run runs the stages that all starts, and calls end when they are done.
func (cfg Config) run(
	ctx, reading context.Context, all func(*wiring) error, end func() error,
) (logline.Tally, error) {
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)
	reading, stopReading := pipeline.UntilEither(ctx, reading)
	defer stopReading(nil)

	tokens := cfg.tokens()
	cfg.Report.Sink = cfg.Report.Sink.With(&completer{
		limit: errorlimit.NewCounter(cfg.Report.MaxErrors, stopReading),
		lists: cfg.Report.Lists, abort: abort, tokens: tokens,
	})
	acks := &acks{}
	defer func() { acks.close(cmp.Or(context.Cause(reading), errEnded)) }()
	cfg.Report.Sink.Open(cfg.Report.Header)
	err := all(cfg.wire(ctx, reading, abort, tokens, acks))
	for _, list := range cfg.Report.Lists {
		err = errors.Join(err, list.Publish(context.Background(), cfg.Save.Durable))
	}
	err = cmp.Or(err, end(), cfg.Report.Sink.InPlace())
	if cfg.Save.Durable {
		err = cmp.Or(err, cfg.Report.Sink.Sync())
	}
	first := context.Cause(reading) // the first reason to stop, or nil
	tally, closeErr := cfg.Report.Sink.Close(func(t logline.Tally) int { return exitStatus(t, first, err) })
	if err == nil && closeErr != nil {
		err = closeErr
		tally.Exit = ExitFailure
	}
	if tooMany, ok := errors.AsType[*errorlimit.Exceeded](first); ok && err == nil {
		err = tooMany
	}
	return tally, err
}

// errEnded is the reason why a job has no line, if no other reason is known.
var errEnded = errors.New("the run ended")

// Exit statuses. The status of a run that a signal stopped is 128 plus the number of the signal, as
// in a shell.
const (
	ExitOK         = 0 // every code was saved, skipped or unchanged
	ExitIncomplete = 1 // a code was not saved, skipped or unchanged
	ExitUsage      = 2 // the command line or the input is wrong
	ExitFailure    = 3 // the run could not continue
)

// exitStatus returns the status of a run with the tally t. first is the first reason to stop before
// the end, and err is the error of the run. Both may be nil.
func exitStatus(t logline.Tally, first, err error) int {
	var stop *Stop
	var format *source.FormatError // the input is not a list of codes
	switch {
	case errors.As(first, &stop):
		return stop.Exit
	case errors.As(err, &format):
		return ExitUsage
	case first != nil || err != nil:
		return ExitFailure
	case !t.Complete():
		return ExitIncomplete
	}
	return ExitOK
}

// A Stop is the cause of a run that a user ended.
type Stop struct {
	Reason string // as in "SIGINT"
	Exit   int    // status of the process
}

func (s *Stop) Error() string { return "stopped by " + s.Reason }
