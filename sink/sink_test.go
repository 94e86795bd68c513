package sink

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hoist/hoist/internal/outcome"
)

// stamped keeps when each call of Write came, and what of.
type stamped struct {
	start  time.Time
	events []string
	lines  string
}

func (s *stamped) Write(p []byte) (int, error) {
	s.lines += string(p)
	s.events = append(s.events, fmt.Sprintf("%v: %d", time.Since(s.start), strings.Count(string(p), "\n")))
	return len(p), nil
}

// running is a sink that takes in what a test sends.
type running struct {
	outcomes chan Outcome
	steps    chan Step
	aborted  chan error // the causes
	ended    chan error
}

func run(s *Sink) *running {
	r := &running{make(chan Outcome), make(chan Step), make(chan error, 10), make(chan error, 1)}
	go func() { r.ended <- s.Run(func(cause error) { r.aborted <- cause }, r.outcomes, r.steps) }()
	return r
}

func (r *running) end(t *testing.T) {
	t.Helper()
	close(r.outcomes)
	if err := <-r.ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if len(r.aborted) > 0 {
		t.Errorf("aborted: %v", <-r.aborted)
	}
}

func exitOf(status int) func(Tally) int { return func(Tally) int { return status } }

func TestLinesAreFlushedInTime(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name string
		at   []time.Duration // of outcomes
		want []string        // when how many lines were written
	}{
		{"the header alone", nil, []string{"100ms: 1"}},
		{"with the header", []time.Duration{40 * ms, 99 * ms}, []string{"100ms: 3"}},
		{"one by one", []time.Duration{time.Second, 2 * time.Second}, []string{"100ms: 1", "1.1s: 1", "2.1s: 1"}},
		{"counted from the first that waits", []time.Duration{1000 * ms, 1060 * ms, 1120 * ms}, []string{"100ms: 1", "1.1s: 2", "1.22s: 1"}},
		{"after hours", []time.Duration{5 * time.Hour}, []string{"100ms: 1", "5h0m0.1s: 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &stamped{start: time.Now()}
				s := &Sink{Lines: NewLines(w)}
				s.Open(Header{})
				r := run(s)
				for _, at := range tt.at {
					time.Sleep(at - time.Since(w.start))
					r.outcomes <- Outcome{Status: outcome.OK}
				}
				time.Sleep(time.Hour) // nothing more comes
				synctest.Wait()
				if diff := cmp.Diff(tt.want, w.events); diff != "" {
					t.Errorf("want, got:\n%s", diff)
				}
				r.end(t)
			})
		})
	}
}

func TestWhatWaitsIsFlushedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &stamped{start: time.Now()}
		s := &Sink{Lines: NewLines(w)}
		s.Open(Header{})
		r := run(s)
		r.outcomes <- Outcome{Status: outcome.OK}
		r.end(t)
		if diff := cmp.Diff([]string{"0s: 2"}, w.events); diff != "" {
			t.Errorf("want, got:\n%s", diff)
		}
	})
}

func TestWriteErrorAbortsAndAllIsDrained(t *testing.T) {
	for _, tt := range []struct {
		name     string
		outcomes int // before anyone waits
		after    time.Duration
	}{
		{"when the time is up", 1, 100 * time.Millisecond},
		{"when the buffer is full", 2000, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var b broken
				written := 0
				s := &Sink{Lines: NewLines(&b), Written: func(*Outcome) { written++ }}
				s.Open(Header{})
				r := run(s)
				for range tt.outcomes {
					r.outcomes <- Outcome{Status: outcome.OK}
				}
				if cause := <-r.aborted; !errors.Is(cause, errFull) {
					t.Errorf("aborted with %v", cause)
				}
				if took := time.Since(start); took != tt.after {
					t.Errorf("aborted after %v, want %v", took, tt.after)
				}
				for range 1000 {
					r.outcomes <- Outcome{Status: outcome.Cancelled}
					r.steps <- Step{Name: Started}
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if len(r.ended) > 0 {
					t.Error("ended before outcomes did")
				}
				close(r.outcomes)
				if err := <-r.ended; !errors.Is(err, errFull) {
					t.Errorf("Run: %v", err)
				}
				tally, err := s.Close(exitOf(3))
				if !errors.Is(err, errFull) {
					t.Errorf("Close: %v", err)
				}
				if all := tt.outcomes + 1000; tally.Total != uint64(all) || written != all {
					t.Errorf("counted %d, written %d, want %d", tally.Total, written, all)
				}
				if b.calls != 1 || len(r.aborted) != 0 {
					t.Errorf("written %d times, aborted %d times more", b.calls, len(r.aborted))
				}
			})
		})
	}
}

func TestErrorOfTheLastFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Sink{Lines: NewLines(new(broken))}
		s.Open(Header{})
		r := run(s)
		close(r.outcomes)
		if err := <-r.ended; !errors.Is(err, errFull) {
			t.Errorf("Run: %v", err)
		}
	})
}

// story is what a log tells: event and code, line by line.
func story(t *testing.T, log string) []string {
	t.Helper()
	schema := logSchema(t)
	var events []string
	for line := range strings.Lines(log) {
		fields := fieldsOf(t, schema, line)
		what := fields["event"].(string)
		for _, name := range []string{"code", "step", "outcome"} {
			if text, ok := fields[name].(string); ok {
				what += " " + text
			}
		}
		events = append(events, what)
	}
	return events
}

func header() Header {
	return Header{Program: "0.1.0", URL: "{+code}", Out: "downloaded", Name: "{code}", Workers: 2}
}

func TestOrderOfLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(stamped)
		s := &Sink{Lines: NewLines(w)}
		s.Open(header())
		r := run(s)
		r.steps <- Step{Time: moment(), Seq: 1, Code: "BR", Name: Scheduled}
		r.steps <- Step{Time: moment(), Seq: 1, Code: "BR", Name: Started, Worker: 1}
		r.steps <- Step{Time: moment(), Seq: 2, Code: "CN", Name: Scheduled}
		r.outcomes <- Outcome{Seq: 1, Code: "BR", Status: outcome.Cancelled}
		r.steps <- Step{Time: moment(), Seq: 2, Code: "CN", Name: Saved, Worker: 1}
		r.outcomes <- Outcome{Seq: 2, Code: "CN", Status: outcome.Cancelled}
		r.end(t)
		if _, err := s.Close(exitOf(130)); err != nil {
			t.Error(err)
		}
		want := []string{
			"run", "step BR scheduled", "step BR started", "step CN scheduled", "result BR cancelled",
			"step CN saved", "result CN cancelled", "tally",
		}
		if diff := cmp.Diff(want, story(t, w.lines)); diff != "" {
			t.Errorf("want, got:\n%s", diff)
		}
		if n := strings.Count(w.lines, `"time":"`+momentUTC); n != 4 {
			t.Errorf("%d lines have the time of a step, want 4", n)
		}
	})
}

func TestCloseWritesTheTally(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(stamped)
		s := &Sink{Lines: NewLines(w)}
		s.Open(header())
		time.Sleep(2 * time.Second)
		r := run(s)
		r.outcomes <- Outcome{Seq: 1, Status: outcome.Error, URL: "http://h", Attempts: 1, Kind: outcome.DNS, Reason: "no such host"}
		r.outcomes <- Outcome{Seq: 2, Status: outcome.Cancelled}
		r.end(t)
		time.Sleep(time.Second)
		asked := Tally{}
		got, err := s.Close(func(t Tally) int { asked = t; return 143 })
		if err != nil {
			t.Error(err)
		}
		want := Tally{
			Total: 2, Counts: map[outcome.Status]uint64{outcome.Error: 1, outcome.Cancelled: 1}, Kinds: map[outcome.Kind]uint64{outcome.DNS: 1},
			Elapsed: 3 * time.Second,
		}
		if diff := cmp.Diff(want, asked, cmpopts.IgnoreUnexported(Tally{})); diff != "" {
			t.Errorf("exit was asked for; want, got:\n%s", diff)
		}
		want.Exit = 143
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Tally{})); diff != "" {
			t.Errorf("want, got:\n%s", diff)
		}
		lines := strings.SplitAfter(w.lines, "\n")
		last := fieldsOf(t, logSchema(t), lines[len(lines)-2])
		if last["event"] != "tally" || last["exit"] != 143.0 || last["elapsed_ms"] != 3000.0 {
			t.Errorf("last line: %v", last)
		}
	})
}

// watched keeps what a Watcher is told.
type watched struct{ told []string }

func (w *watched) Saw(o Outcome) { w.told = append(w.told, o.Code) }
func (w *watched) Done()         { w.told = append(w.told, "done") }

func TestWatcherAndWrittenSeeEachOutcomeOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines *Lines
	}{
		{"with lines", NewLines(new(writes))},
		{"without lines", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := new(watched)
				s := &Sink{Lines: tt.lines, Watch: w}
				s.Written = func(*Outcome) {
					w.told = append(w.told, "written")
					if tt.lines != nil && !tt.lines.Buffered() {
						t.Error("its line is not in the buffer")
					}
				}
				s.Open(header())
				r := run(s)
				r.outcomes <- Outcome{Code: "BR", Status: outcome.OK}
				r.steps <- Step{Code: "CN", Name: Started}
				time.Sleep(time.Second)
				r.outcomes <- Outcome{Code: "CN", Status: outcome.NotFound}
				r.end(t)
				tally, err := s.Close(exitOf(1))
				if err != nil || tally.Total != 2 {
					t.Errorf("%v, total %d", err, tally.Total)
				}
				if diff := cmp.Diff([]string{"BR", "written", "CN", "written", "done"}, w.told); diff != "" {
					t.Errorf("want, got:\n%s", diff)
				}
			})
		})
	}
}

func TestSinkWithoutTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, abort := context.WithCancelCause(t.Context())
		defer abort(nil)
		outcomes := make(chan Outcome, 1)
		outcomes <- Outcome{Status: outcome.OK}
		close(outcomes)
		s := new(Sink)
		if err := s.Run(abort, outcomes, nil); err != nil || ctx.Err() != nil {
			t.Errorf("%v, %v", err, ctx.Err())
		}
		if tally, err := s.Close(exitOf(0)); err != nil || tally.Total != 1 {
			t.Errorf("%v, %v", tally, err)
		}
	})
}
