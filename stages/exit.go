package stages

import (
	"errors"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/source"
)

// These are the exit statuses of a run. If a signal stopped the run, its status is 128 and the
// number of the signal, as in a shell.
const (
	ExitOK         = 0 // every code was saved, skipped or unchanged
	ExitIncomplete = 1 // some code was not saved, skipped or unchanged
	ExitUsage      = 2 // the command line or the input is wrong
	ExitFailure    = 3 // the run could not go on
)

// exitStatus returns the exit status of a run with tally t. first is the first reason to stop the
// run early, and err is the error of the run.
func exitStatus(t logline.Tally, first, err error) int {
	var stop *Stop
	switch {
	case errors.As(first, &stop):
		return stop.Exit
	case isFormat(err):
		return ExitUsage
	case first != nil || err != nil:
		return ExitFailure
	case !t.Complete():
		return ExitIncomplete
	}
	return ExitOK
}

// isFormat reports whether err is a *source.FormatError: the input is not a list of codes.
func isFormat(err error) bool {
	_, is := errors.AsType[*source.FormatError](err)
	return is
}

// A Stop is the cause of a run that a user ended.
type Stop struct {
	Reason string // as in "SIGINT"
	Exit   int    // status of the process
}

func (s *Stop) Error() string { return "stopped by " + s.Reason }
