package stages

import (
	"errors"

	"github.com/hoist/hoist/sink"
)

// Exit statuses. One that a signal stopped has its own: 128 and the signal's number, as a shell has it.
const (
	ExitOK         = 0 // every code was saved, skipped or unchanged
	ExitIncomplete = 1 // some code was not
	ExitFailure    = 3 // the run could not go on
)

// exitStatus is the status for a run that counted t. first is the first reason to stop before the end, err what
// the run ends with.
func exitStatus(t sink.Tally, first, err error) int {
	var stop *Stop
	switch {
	case errors.As(first, &stop):
		return stop.Exit
	case first != nil || err != nil:
		return ExitFailure
	case !t.Complete():
		return ExitIncomplete
	}
	return ExitOK
}
