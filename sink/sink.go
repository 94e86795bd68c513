// Package sink writes results: JSON lines, a tally, and the display for a person. A [Sink] writes
// the line of each result, counts it, and then passes it to its observers ([Observer]): the bar,
// the short lines, the progress. A line waits in the buffer for 100 ms at most. If Result.Flush is
// set, the line does not wait. If a Result has a Done, its line is synced within 100 ms too,
// together with others, and then Done is called.
//
// The rules for output have no exception:
//
//   - stdout carries the JSON lines and nothing else. With --log FILE they go there, and stdout
//     stays empty. When stdout is a terminal and no --log is given, they are not printed.
//   - stderr carries text for a person: summary, bar, one short line a code with -v, and one line
//     with the reason if the run ended early. If the JSON lines are not printed, stderr also has
//     codes that failed: ten of each kind and host.
//   - --help and --version print on stdout and do nothing else.
//   - The reader of stdout sets the pace: while it does not read, the run waits and loses no line.
//   - No secret is in either: the user name and password of a URL are replaced by ***.
package sink

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/hoist/hoist/internal/logline"
)

// mostUnsynced is how many results with a Done may wait until their lines are synced.
const mostUnsynced = 4096

// flushAfter is the longest time that a line waits in the buffer.
const flushAfter = 100 * time.Millisecond

// An Observer gets each result when its line is in the buffer. One goroutine calls it. It must not
// block.
type Observer interface {
	Observe(*logline.Result) // which it must not keep
	Done()                   // nothing follows
}

// A Log is the destination of the lines.
type Log interface {
	// Write writes whole lines. A Sink calls it for many lines at once.
	io.Writer

	// Sync makes the written lines durable.
	Sync() error

	// InPlace checks that the path of the log leads to the written lines.
	InPlace() error
}

// Unsynced returns a Log that writes to w and that can't be synced, such as a pipe.
func Unsynced(w io.Writer) Log { return unsyncedLog{w} }

type unsyncedLog struct{ io.Writer }

func (unsyncedLog) Sync() error    { return nil }
func (unsyncedLog) InPlace() error { return nil }

// A Sink receives results and steps until their stage is done. It is used by one goroutine at a
// time.
type Sink struct {
	Log       Log // nil for no lines
	Observers []Observer

	lines    *logline.Lines // to Log; nil for no lines
	started  time.Time      // by the monotonic clock
	tally    logline.Tally
	outcome  logline.Result // the result that is recorded
	unsynced []func(error)  // the Done of results whose lines are not synced
}

// With returns a new Sink with the log of s, its observers, and a further observer.
func (s *Sink) With(last Observer) *Sink {
	return &Sink{Log: s.Log, Observers: append(slices.Clip(s.Observers), last)}
}

// Open writes the first line. Elapsed times count from here.
func (s *Sink) Open(h logline.Header) {
	s.started = time.Now()
	if s.Log != nil {
		s.lines = logline.NewLines(s.Log)
	}
	s.write(h)
}

// Run receives results until the channel closes. It continues after an error, so an error never
// blocks a sender of results or steps. An error of writing or syncing cancels the run through
// abort at once, and is returned at the end.
//
// Steps are taken as they come. Their senders must be done before results closes.
func (s *Sink) Run(abort context.CancelCauseFunc, results <-chan logline.Result, steps <-chan logline.Step) error {
	due := make(chan struct{}, 1) // has room for the one call between two Resets
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
		if !armed && (s.lines != nil && s.lines.Buffered() || len(s.unsynced) > 0) {
			armed = true
			timer.Reset(flushAfter)
		}
		select {
		case o, ok := <-results:
			if !ok {
				fail(s.confirm())
				return cmp.Or(s.flush(), failed)
			}
			if s.record(o); len(s.unsynced) >= mostUnsynced {
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

func (s *Sink) record(o logline.Result) {
	s.outcome = o // its address is passed on: a new variable for each costs more than a copy
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

// InPlace checks that the path of the log still leads to it.
func (s *Sink) InPlace() error {
	if s.Log == nil {
		return nil
	}
	return s.Log.InPlace()
}

// Sync makes the lines so far durable, if they go to a regular file.
func (s *Sink) Sync() error {
	if err := s.flush(); err != nil {
		return err
	}
	if s.Log == nil {
		return nil
	}
	return s.Log.Sync()
}

// Close ends the observers and writes the tally. It calls exit for the exit status after everything
// else is counted. The error is the first error of writing lines in the whole run.
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
	if s.lines != nil {
		s.lines.Write(at, event)
	}
}

func (s *Sink) err() error {
	if s.lines == nil {
		return nil
	}
	return s.lines.Err()
}

func (s *Sink) flush() error {
	if s.lines == nil {
		return nil
	}
	return s.lines.Flush()
}
