package stages

import "time"

// A job is what is known of one that the scheduler has a ticket for, by the slot of the ticket.
type job struct {
	request Request
	last    error         // of the attempt before: a Failure; nil where there was none
	status  int           // of the answer to that; 0 without one
	failed  time.Duration // when that attempt ended, from the beginning of the run
}
