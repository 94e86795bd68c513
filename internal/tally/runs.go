package tally

import (
	"fmt"
	"math"
	"time"

	"github.com/hoist/hoist/internal/parts"
)

// A Run is a run without a tally line, or a run that was stopped.
type Run struct {
	Log     string
	Started time.Time // zero if it is not known
	State   string    // the rest of the sentence, as in "has no tally line"
}

func (r Run) String() string {
	if r.Started.IsZero() {
		return fmt.Sprintf("log %s: %s", r.Log, r.State)
	}
	return fmt.Sprintf("log %s: the run of %s %s", r.Log, r.Started.UTC().Format(time.RFC3339), r.State)
}

const (
	isOpen     = "has no tally line: it was killed, or is not done yet"
	isResumed  = "has no tally line; a later run resumed it"
	isFollowed = "is not finished; a later run of its part followed"
	isEmpty    = "has no lines: its run was killed, or is not done yet"
	isHeadless = "its first lines are missing, and the tally line of their run"
	isBroken   = "the compressed text breaks off after line %d"
	isStopped  = "was stopped, with exit status %d"
	isPartial  = "has %d codes, and its part has %d: it had --limit, or another list"
)

// An openRun is a run whose tally line has not come yet.
type openRun struct {
	began, last int64 // the times of its first and its last line, in microseconds
	headless    bool  // its run line is missing
	part        parts.Part
	results     uint64 // result lines
}

// runs follows the runs of one log. Several runs may share a log, and a line does not show to which
// run it belongs. So a tally line ends the run that began last.
type runs struct {
	log     string
	open    []openRun
	parts   *partRuns // gets the runs of parts
	stopped []Run
	resumed []Run
	elapsed time.Duration // of all runs
}

// begin takes in a run line. If the run resumes the log, it continues all runs before it, and
// has the log alone. A run of a part has its log alone in any case.
func (r *runs) begin(at int64, resume bool, part parts.Part) {
	kept := r.open[:0]
	for _, left := range r.open {
		if !resume && (part.IsWhole() || left.part.IsWhole()) {
			kept = append(kept, left)
			continue
		}
		r.elapse(left.elapsed())
		r.leave(left)
	}
	r.open = kept
	if resume && part.IsWhole() {
		r.stopped = nil
	}
	r.open = append(r.open, openRun{began: at, last: at, part: part})
}

// leave takes in a run without a tally line that a later run in the same log followed.
func (r *runs) leave(left openRun) {
	if left.part.IsWhole() {
		r.resumed = append(r.resumed, r.named(left, isResumed))
		return
	}
	r.ofPart(left, isOpen)
}

// ofPart takes in a run of a part. If it read its whole part, state is empty.
func (r *runs) ofPart(run openRun, state string) {
	r.parts.add(partRun{part: run.part, began: run.began, results: run.results, state: state, run: r.named(run, state)})
}

// step takes in another line of a run.
func (r *runs) step(at int64) {
	if len(r.open) == 0 {
		r.open = append(r.open, openRun{began: at, headless: true})
	}
	r.open[len(r.open)-1].last = at
}

// result takes in a result line.
func (r *runs) result(at int64) {
	r.step(at)
	r.open[len(r.open)-1].results++
}

// end takes in a tally line.
func (r *runs) end(at int64, elapsed time.Duration, exit int) {
	r.step(at)
	ended := r.open[len(r.open)-1]
	r.open = r.open[:len(r.open)-1]
	r.elapse(elapsed)
	state := ""
	if exit > finished {
		state = fmt.Sprintf(isStopped, exit)
	}
	switch {
	case !ended.part.IsWhole():
		r.ofPart(ended, state)
	case state != "":
		r.stopped = append(r.stopped, r.named(ended, state))
	}
}

// finished is the highest exit status of a run that read its whole list: some code has no file.
const finished = 1

// close ends the log, and returns the runs that are not finished.
func (r *runs) close() []Run {
	unfinished := r.stopped
	for _, left := range r.open {
		r.elapse(left.elapsed())
		if !left.part.IsWhole() {
			r.ofPart(left, isOpen)
			continue
		}
		unfinished = append(unfinished, r.named(left, isOpen))
	}
	return unfinished
}

// elapse adds the time of a run. If the sum is too large, it is the largest Duration.
func (r *runs) elapse(d time.Duration) { r.elapsed = sum(r.elapsed, d) }

func sum(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func (o openRun) elapsed() time.Duration {
	return time.Duration(min(o.last-o.began, longest)) * time.Microsecond
}

// longest is the longest time between two lines that a Duration holds, in microseconds.
const longest = int64(math.MaxInt64 / time.Microsecond)

// named describes a run.
func (r *runs) named(o openRun, state string) Run {
	run := Run{Log: r.log, State: state}
	switch {
	case o.headless && state == isOpen:
		run.State = isHeadless
	case o.began > 0:
		run.Started = time.UnixMicro(o.began)
	}
	return run
}
