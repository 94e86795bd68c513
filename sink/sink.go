// Package sink is where results go: JSON lines, a tally, and what a person watches meanwhile. A
// [Sink] writes the line of each result, counts it, and then tells its observers ([Observer]): the
// bar, the short lines, the progress. A line waits in the buffer for 100 ms at most, and not at all
// if Result.Flush is set. Where a Result has a Done, its line is synced within 100 ms too, together
// with others, and Done is called then.
//
// The rules for output have no exception:
//
//   - stdout carries the JSON lines and nothing else. With --log FILE they go there, and stdout
//     stays empty. When stdout is a terminal and no --log is given, they are not printed.
//   - stderr carries what a person reads: summary, bar, one short line a code with -v, and in one
//     line what ended the run early. Where the JSON lines are not printed, the codes that failed
//     are there too.
//   - --help and --version print on stdout, and nothing else happens then.
//   - Whoever reads stdout sets the pace: while it does not read, nothing is lost and nothing goes
//     on.
//   - No secret is in either: the user name and password of a URL are replaced by ***.
package sink

import (
	"cmp"
	"context"
	"time"

	"github.com/rs/zerolog"

	"github.com/hoist/hoist/internal/logline"
)

// mostUnsynced is how many results with a Done may wait until their lines are synced.
const mostUnsynced = 4096

// flushAfter is the longest that a line waits in the buffer while the sink goes on.
const flushAfter = 100 * time.Millisecond

// An Observer is told of each result when its line is in the buffer. It is called by one goroutine,
// which it must not block.
type Observer interface {
	Observe(*logline.Result) // which it must not keep
	Done()                   // nothing follows
}

// A Log is a writer of lines that can be synced.
type Log interface {
	// Sync makes durable what was written.
	Sync() error

	// InPlace checks that what was written is where the user looks for it.
	InPlace() error
}

// A Sink takes in outcomes and steps until their stage is done. It is used by one goroutine at a
// time.
type Sink struct {
	Lines     *logline.Lines // nil when nobody wants them
	Log       Log            // where Lines go; nil where that can't be synced
	Observers []Observer
	started   time.Time // by the monotonic clock
	tally     logline.Tally
	outcome   logline.Result // that is taken in
	unsynced  []func(error)  // the Done of results whose lines are not synced
}

// Open writes the first line. Elapsed times count from here.
func (s *Sink) Open(h logline.Header) {
	s.started = time.Now()
	s.write(h)
}

// Run takes in outcomes until the channel closes, whatever happens: whoever sends to it or to steps
// is never kept waiting by an error. An error of writing or syncing cancels the run through abort at
// once, and is returned at the end.
//
// Steps are taken as they come. Their senders must be done before outcomes closes.
func (s *Sink) Run(abort context.CancelCauseFunc, outcomes <-chan logline.Result, steps <-chan logline.Step) error {
	due := make(chan struct{}, 1) // has room for the one call that there is before the next Reset
	timer := time.AfterFunc(flushAfter, func() { due <- struct{}{} })
	defer timer.Stop()
	armed := true
	var failed error
	fail := func(err error) {
		if err != nil && failed == nil {
			failed = err
			abort(err)
		}
	}
	for {
		fail(s.err())
		if !armed && (s.Lines != nil && s.Lines.Buffered() || len(s.unsynced) > 0) {
			armed = true
			timer.Reset(flushAfter)
		}
		select {
		case o, ok := <-outcomes:
			if !ok {
				fail(s.confirm())
				return cmp.Or(s.flush(), failed)
			}
			if s.take(o); len(s.unsynced) >= mostUnsynced {
				fail(s.confirm())
			}
		case step := <-steps:
			s.writeAt(step.Time, step)
		case <-due:
			armed = false
			s.flush()
			fail(s.confirm())
		}
	}
}

func (s *Sink) take(o logline.Result) {
	s.outcome = o // whose address is passed on: a new place for each costs more than a copy
	s.tally.Add(o)
	s.write(&s.outcome)
	if o.Flush {
		s.flush() // its error is kept
	}
	for _, observer := range s.Observers {
		observer.Observe(&s.outcome)
	}
	if o.Done != nil {
		s.unsynced = append(s.unsynced, o.Done)
	}
}

// confirm syncs the lines of the results that wait for that, and calls their Done.
func (s *Sink) confirm() error {
	if len(s.unsynced) == 0 {
		return nil
	}
	err := s.Sync()
	for _, done := range s.unsynced {
		done(err)
	}
	clear(s.unsynced)
	s.unsynced = s.unsynced[:0]
	return err
}

// InPlace checks that the log is where the user looks for it.
func (s *Sink) InPlace() error {
	if s.Log == nil {
		return nil
	}
	return s.Log.InPlace()
}

// Sync makes durable the lines so far, where they go to a regular file.
func (s *Sink) Sync() error {
	if err := s.flush(); err != nil {
		return err
	}
	if s.Log == nil {
		return nil
	}
	return s.Log.Sync()
}

// Close ends the watching and writes the tally. exit is asked for the exit status when all else is
// counted. The error is the first that writing the lines ever met.
func (s *Sink) Close(exit func(logline.Tally) int) (logline.Tally, error) {
	s.tally.Elapsed = time.Since(s.started)
	s.tally.Exit = exit(s.tally)
	for _, observer := range s.Observers {
		observer.Done()
	}
	s.write(&s.tally)
	return s.tally, s.flush()
}

func (s *Sink) write(event zerolog.LogObjectMarshaler) { s.writeAt(time.Now(), event) }

func (s *Sink) writeAt(at time.Time, event zerolog.LogObjectMarshaler) {
	if s.Lines != nil {
		s.Lines.Write(at, event)
	}
}

func (s *Sink) err() error {
	if s.Lines == nil {
		return nil
	}
	return s.Lines.Err()
}

func (s *Sink) flush() error {
	if s.Lines == nil {
		return nil
	}
	return s.Lines.Flush()
}
