package stages

import "time"

// jobs are the requests that the scheduler has tickets for, by the slot of their ticket. Its memory is that of the most it ever
// held, which the tokens bound.
type jobs struct {
	slots []job
	free  []int
}

// A job is what is known of one beside its ticket.
type job struct {
	request Request
	last    error         // of the attempt before: a Failure; nil where there was none
	status  int           // of the answer to that; 0 without one
	failed  time.Duration // when that attempt ended, from the beginning of the run
}

func (j *jobs) add(r Request) (slot int) {
	if n := len(j.free); n > 0 {
		slot, j.free = j.free[n-1], j.free[:n-1]
		j.slots[slot] = job{request: r}
		return slot
	}
	j.slots = append(j.slots, job{request: r})
	return len(j.slots) - 1
}

func (j *jobs) at(slot int) *job { return &j.slots[slot] }

// remove forgets a job and returns what it was.
func (j *jobs) remove(slot int) job {
	gone := j.slots[slot]
	j.slots[slot] = job{}
	j.free = append(j.free, slot)
	return gone
}
