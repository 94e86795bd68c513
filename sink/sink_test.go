package sink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/logline/loglinetest"
	"github.com/hoist/hoist/internal/outcome"
)

// stamped keeps the time and the content of each call of Write.
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

// running is a sink that takes in outcomes and steps from a test.
type running struct {
	outcomes chan logline.Result
	steps    chan logline.Step
	aborted  chan error // the causes
	ended    chan error
}

func run(s *Sink) *running {
	r := &running{make(chan logline.Result), make(chan logline.Step), make(chan error, 10), make(chan error, 1)}
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

func exitOf(status int) func(logline.Tally) int { return func(logline.Tally) int { return status } }

func TestLinesAreFlushedInTime(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name string
		at   []time.Duration // of outcomes
		want []string        // time of each write, and its number of lines
	}{
		{"the header alone", nil, []string{"100ms: 1"}},
		{"with the header", []time.Duration{40 * ms, 99 * ms}, []string{"100ms: 3"}},
		{"one by one", []time.Duration{time.Second, 2 * time.Second}, []string{"100ms: 1", "1.1s: 1", "2.1s: 1"}},
		{"counted from the first that waits", []time.Duration{1000 * ms, 1060 * ms, 1120 * ms}, []string{
			"100ms: 1", "1.1s: 2", "1.22s: 1",
		}},
		{"after hours", []time.Duration{5 * time.Hour}, []string{"100ms: 1", "5h0m0.1s: 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &stamped{start: time.Now()}
				s := &Sink{Log: Unsynced(w)}
				s.Open(logline.Header{})
				r := run(s)
				for _, at := range tt.at {
					time.Sleep(at - time.Since(w.start))
					r.outcomes <- logline.Result{Status: outcome.OK}
				}
				time.Sleep(time.Hour) // no more outcomes are sent
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
		s := &Sink{Log: Unsynced(w)}
		s.Open(logline.Header{})
		r := run(s)
		r.outcomes <- logline.Result{Status: outcome.OK}
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
				var b loglinetest.Full
				written := 0
				s := &Sink{Log: Unsynced(&b), Observers: []Observer{(*counter)(&written)}}
				s.Open(logline.Header{})
				r := run(s)
				for range tt.outcomes {
					r.outcomes <- logline.Result{Status: outcome.OK}
				}
				if cause := <-r.aborted; !errors.Is(cause, loglinetest.ErrFull) {
					t.Errorf("aborted with %v", cause)
				}
				if took := time.Since(start); took != tt.after {
					t.Errorf("aborted after %v, want %v", took, tt.after)
				}
				for range 1000 {
					r.outcomes <- logline.Result{Status: outcome.Cancelled}
					r.steps <- logline.Step{Name: logline.Started}
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if len(r.ended) > 0 {
					t.Error("ended before outcomes did")
				}
				close(r.outcomes)
				if err := <-r.ended; !errors.Is(err, loglinetest.ErrFull) {
					t.Errorf("Run: %v", err)
				}
				tally, err := s.Close(exitOf(3))
				if !errors.Is(err, loglinetest.ErrFull) {
					t.Errorf("Close: %v", err)
				}
				if all := tt.outcomes + 1000; tally.Total != uint64(all) || written != all {
					t.Errorf("counted %d, written %d, want %d", tally.Total, written, all)
				}
				if b.Calls != 1 || len(r.aborted) != 0 {
					t.Errorf("written %d times, aborted %d times more", b.Calls, len(r.aborted))
				}
			})
		})
	}
}

func TestErrorOfTheLastFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Sink{Log: Unsynced(new(loglinetest.Full))}
		s.Open(logline.Header{})
		r := run(s)
		close(r.outcomes)
		if err := <-r.ended; !errors.Is(err, loglinetest.ErrFull) {
			t.Errorf("Run: %v", err)
		}
	})
}

// story returns the events of a log: event and code, line by line.
func story(t *testing.T, log string) []string {
	t.Helper()
	schema := loglinetest.Schema(t)
	var events []string
	for line := range strings.Lines(log) {
		fields := loglinetest.Fields(t, schema, line)
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

func header() logline.Header {
	return logline.Header{Program: "0.1.0", URL: "{+code}", Out: "downloaded", Name: "{code}", Workers: 2}
}

func TestOrderOfLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(stamped)
		s := &Sink{Log: Unsynced(w)}
		s.Open(header())
		r := run(s)
		r.steps <- logline.Step{Time: loglinetest.Moment(), Seq: 1, Code: "BR", Name: logline.Scheduled}
		r.steps <- logline.Step{Time: loglinetest.Moment(), Seq: 1, Code: "BR", Name: logline.Started, Worker: 1}
		r.steps <- logline.Step{Time: loglinetest.Moment(), Seq: 2, Code: "CN", Name: logline.Scheduled}
		r.outcomes <- logline.Result{Seq: 1, Code: "BR", Status: outcome.Cancelled}
		r.steps <- logline.Step{Time: loglinetest.Moment(), Seq: 2, Code: "CN", Name: logline.Saved, Worker: 1}
		r.outcomes <- logline.Result{Seq: 2, Code: "CN", Status: outcome.Cancelled}
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
		if n := strings.Count(w.lines, `"time":"`+loglinetest.MomentUTC); n != 4 {
			t.Errorf("%d lines have the time of a step, want 4", n)
		}
	})
}

func TestCloseWritesTheTally(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(stamped)
		s := &Sink{Log: Unsynced(w)}
		s.Open(header())
		time.Sleep(2 * time.Second)
		r := run(s)
		r.outcomes <- logline.Result{
			Seq: 1, Status: outcome.Error, URL: "http://h", Attempts: 1, Kind: outcome.DNS,
			Reason: "no such host",
		}
		r.outcomes <- logline.Result{Seq: 2, Status: outcome.Cancelled}
		r.end(t)
		time.Sleep(time.Second)
		asked := logline.Tally{}
		got, err := s.Close(func(t logline.Tally) int { asked = t; return 143 })
		if err != nil {
			t.Error(err)
		}
		want := logline.Tally{
			Total: 2, Counts: map[outcome.Status]uint64{outcome.Error: 1, outcome.Cancelled: 1},
			Kinds:   map[outcome.Kind]uint64{outcome.DNS: 1},
			Elapsed: 3 * time.Second,
		}
		if diff := cmp.Diff(want, asked, cmpopts.IgnoreUnexported(logline.Tally{})); diff != "" {
			t.Errorf("exit was asked for; want, got:\n%s", diff)
		}
		want.Exit = 143
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(logline.Tally{})); diff != "" {
			t.Errorf("want, got:\n%s", diff)
		}
		lines := strings.SplitAfter(w.lines, "\n")
		last := loglinetest.Fields(t, loglinetest.Schema(t), lines[len(lines)-2])
		if last["event"] != "tally" || last["exit"] != 143.0 || last["elapsed_ms"] != 3000.0 {
			t.Errorf("last line: %v", last)
		}
	})
}

// noted keeps the results that an Observer gets.
type noted struct {
	told *[]string
	name string
	sink *Sink
	t    *testing.T
}

func (n *noted) Observe(r *logline.Result) {
	*n.told = append(*n.told, n.name+" "+r.Code)
	if n.sink.Log != nil && !n.sink.lines.Buffered() {
		n.t.Error("its line is not in the buffer")
	}
}

func (n *noted) Done() { *n.told = append(*n.told, n.name+" done") }

func TestObserversSeeEachResultOnce(t *testing.T) {
	for _, tt := range []struct {
		name string
		log  Log
	}{
		{"with lines", Unsynced(io.Discard)},
		{"without lines", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told []string
				s := &Sink{Log: tt.log}
				s.Observers = []Observer{&noted{&told, "a", s, t}, &noted{&told, "b", s, t}}
				s.Open(header())
				r := run(s)
				r.outcomes <- logline.Result{Code: "BR", Status: outcome.OK}
				r.steps <- logline.Step{Code: "CN", Name: logline.Started}
				time.Sleep(time.Second)
				r.outcomes <- logline.Result{Code: "CN", Status: outcome.NotFound}
				r.end(t)
				tally, err := s.Close(exitOf(1))
				if err != nil || tally.Total != 2 {
					t.Errorf("%v, total %d", err, tally.Total)
				}
				if diff := cmp.Diff([]string{"a BR", "b BR", "a CN", "b CN", "a done", "b done"}, told); diff != "" {
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
		outcomes := make(chan logline.Result, 1)
		outcomes <- logline.Result{Status: outcome.OK}
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

// A counter counts results.
type counter int

func (c *counter) Observe(*logline.Result) { *c++ }
func (c *counter) Done()                   {}
