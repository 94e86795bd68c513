package stages

import "time"

// A job is the state that dispatch keeps for a ticket, in the ticket's slot.
type job struct {
	request Request
	last    error         // of the attempt before: a Failure; nil where there was none
	status  int           // of the answer to that; 0 without one
	failed  time.Duration // when that attempt ended, from the beginning of the run
}
