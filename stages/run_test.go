package stages

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/internal/storetest"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// A line has the fields of a JSON line that the tests check.
type line struct {
	Event, Code, Outcome, Step string
	Seq                        int
	Attempts                   int
	Kind                       string `json:"error_kind"`
	Error                      any    // a reason in a result, a number in the tally
	Total, Exit                int
	Name, Path, SHA256         string
	Record, Expected           json.RawMessage
	Bytes                      int64
}

// A testRun is a run with a fake transport and a store in memory. Its codes are 1 to n.
type testRun struct {
	Config
	memory              *storetest.Directory
	directory           local.Directory // memory, unless a test replaces it
	group               int
	log                 lockedBuffer
	ctx, reading        context.Context
	cancel, stopReading context.CancelCauseFunc
	tally               logline.Tally
	err                 error
	mu                  sync.Mutex
	inFlight, peak      int
}

// A lockedBuffer is a buffer for concurrent reads and writes.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newRun(t *testing.T, n int, do clienttest.RoundTripper) *testRun {
	t.Helper()
	r := &testRun{}
	planner := newPlan(t, "http://h/{code}", "{code}")
	r.Config = Config{Source: Source{Jobs: source.From(numbers(n)), Planner: planner}, Fetch: Fetch{Workers: 3},
		Save: Save{Durable: true}}
	r.memory = &storetest.Directory{}
	r.directory = r.memory
	r.Fetch.Download.Limits.Timeout = time.Minute
	r.Fetch.Hosts = hosts.Limits{MaxWait: time.Minute}
	r.Fetch.Download.Transport = clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
		r.flying(+1)
		defer r.flying(-1)
		clienttest.Connected(req)
		return do(req)
	})
	r.Report.Sink = &sink.Sink{Log: sink.Unsynced(&r.log)}
	r.ctx, r.cancel = context.WithCancelCause(context.Background())
	r.reading, r.stopReading = context.WithCancelCause(r.ctx)
	return r
}

func (r *testRun) flying(change int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inFlight += change
	r.peak = max(r.peak, r.inFlight)
}

// numbers yields the codes 1 to n.
func numbers(n int) iter.Seq2[source.Job, error] {
	return func(yield func(source.Job, error) bool) {
		for i := range n {
			if code := fmt.Sprint(i + 1); !yield(source.Job{Input: code, Code: code}, nil) {
				return
			}
		}
	}
}

// start calls Run with a store over the directory.
func (r *testRun) start() (logline.Tally, error) {
	r.Fetch.Descriptors = fdlimit.New(r.Fetch.CloseIdleConnections)
	r.Save.Store = local.New(r.directory, local.Options{Durable: r.Save.Durable, Group: r.group, Descriptors: r.Fetch.Descriptors})
	return Run(r.ctx, r.reading, r.Config)
}

// run calls start and checks the invariants of every run: each job has one line, the tally counts
// all lines, and no pending file is left.
func (r *testRun) run(t *testing.T) []line {
	t.Helper()
	r.tally, r.err = r.start()
	r.cancel(nil)
	lines := parse(t, r.log.String())
	results := only(lines, "result")
	seen := map[int]bool{}
	for _, l := range results {
		if seen[l.Seq] || l.Seq < 1 || l.Seq > len(results) {
			t.Errorf("line for job %d: a second one, or one too many", l.Seq)
		}
		seen[l.Seq] = true
	}
	if int(r.tally.Total) != len(results) {
		t.Errorf("the tally counts %d of %d", r.tally.Total, len(results))
	}
	if store := r.memory; store.Pending() != 0 {
		t.Errorf("%d pending files left", store.Pending())
	}
	return lines
}

func parse(t *testing.T, text string) (lines []line) {
	t.Helper()
	for row := range strings.Lines(text) {
		var l line
		if err := json.Unmarshal([]byte(row), &l); err != nil {
			t.Fatalf("%q: %v", row, err)
		}
		lines = append(lines, l)
	}
	return lines
}

func only(lines []line, event string) (found []line) {
	for _, l := range lines {
		if l.Event == event {
			found = append(found, l)
		}
	}
	return found
}

// count counts the result lines by outcome and kind, as in "ok" and "error storage".
func count(lines []line) map[string]int {
	counts := map[string]int{}
	for _, l := range only(lines, "result") {
		counts[strings.TrimSpace(l.Outcome+" "+l.Kind)]++
	}
	return counts
}

func code(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/") }

// slowly answers after a second, or returns the error of the cancelled context.
func slowly(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(time.Second):
		return clienttest.Answer(r, 200, code(r)), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func TestRunSavesAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 10, slowly)
		lines := r.run(t)
		if r.err != nil || r.tally.Exit != ExitOK || r.tally.Counts[outcome.OK] != 10 {
			t.Errorf("%v, %+v", r.err, r.tally)
		}
		if r.tally.Elapsed != 4*time.Second || r.peak != 3 {
			t.Errorf("10 seconds of work by 3 workers took %v, %d in flight", r.tally.Elapsed, r.peak)
		}
		if lines[0].Event != "run" || lines[len(lines)-1].Event != "tally" {
			t.Errorf("first %s, last %s", lines[0].Event, lines[len(lines)-1].Event)
		}
		if files := r.memory.Files; len(files) != 10 || files["7"] != "7" {
			t.Errorf("files: %v", files)
		}
	})
}

func TestRunEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 0, slowly)
		if lines := r.run(t); len(lines) != 2 || r.err != nil || r.tally.Exit != ExitOK {
			t.Errorf("%v, %v, %+v", lines, r.err, r.tally)
		}
	})
}

// If a job fails, even by a panic, its line reports the error, and the other jobs are not affected.
func TestRunFailuresAreData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 6, func(req *http.Request) (*http.Response, error) {
			switch code(req) {
			case "1":
				return clienttest.Answer(req, 404, ""), nil
			case "2":
				return clienttest.Answer(req, 500, ""), nil
			case "3":
				panic("odd")
			case "4":
				return nil, errors.New("malformed HTTP response")
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.memory.OnPublish = func(name string) error {
			if name == "5" {
				return &local.NameError{Path: "out/5", Err: syscall.EISDIR}
			}
			return nil
		}
		got := count(r.run(t))
		for _, want := range []string{"not_found", "error http", "error panic", "error protocol", "error storage", "ok"} {
			if got[want] != 1 {
				t.Errorf("%s: got %d", want, got[want])
			}
		}
		if r.err != nil || r.tally.Exit != ExitIncomplete {
			t.Errorf("%v, exit %d", r.err, r.tally.Exit)
		}
	})
}

// If a panic occurs anywhere, the job has its line, and its file is removed.
func TestRunPanics(t *testing.T) {
	for _, tt := range []struct {
		name  string
		setup func(r *testRun, store *storetest.Directory)
	}{
		{"before the answer", func(r *testRun, _ *storetest.Directory) {
			r.Fetch.Download.Transport = clienttest.RoundTripper(func(*http.Request) (*http.Response, error) { panic("odd") })
		}},
		{"in a body that is on disk in part", func(r *testRun, _ *storetest.Directory) {
			r.Fetch.Download.Transport = clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
				resp := clienttest.Answer(req, 200, "")
				resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(make([]byte, 2*largeSize))), panicking{}))
				return resp, nil
			})
		}},
		{"in writing", func(_ *testRun, s *storetest.Directory) { s.OnCreate = func() error { panic("odd") } }},
		{"in naming", func(_ *testRun, s *storetest.Directory) { s.OnPublish = func(string) error { panic("odd") } }},
		{"in naming at once", func(r *testRun, s *storetest.Directory) {
			r.Save.Durable = false
			s.OnPublish = func(string) error { panic("odd") }
		}},
		{"in syncing", func(_ *testRun, s *storetest.Directory) { s.OnSync = func() error { panic("odd") } }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRun(t, 3, slowly)
				tt.setup(r, r.memory)
				lines := r.run(t)
				if got := count(lines); got["error panic"] != 3 || r.err != nil || r.tally.Exit != ExitIncomplete {
					t.Errorf("%v, %v, exit %d", got, r.err, r.tally.Exit)
				}
				for _, l := range only(lines, "result") {
					if l.Attempts != 1 {
						t.Errorf("%d attempts", l.Attempts)
					}
				}
			})
		})
	}
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("odd") }

// After the first stop a redirect is still followed, since its job is in flight.
func TestRunSoftStopFollowsRedirects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1, func(req *http.Request) (*http.Response, error) {
			resp, err := slowly(req)
			if code(req) == "1" {
				resp.StatusCode = http.StatusFound
				resp.Header.Set("Location", "/2")
			}
			return resp, err
		})
		time.AfterFunc(500*time.Millisecond, func() { r.stopReading(&Stop{Reason: "interrupt", Exit: 130}) })
		if got := count(r.run(t)); got["ok"] != 1 || r.tally.Exit != 130 {
			t.Errorf("%v, exit %d", got, r.tally.Exit)
		}
	})
}

// The first stop ends reading. Requests in flight finish.
func TestRunSoftStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1000, slowly)
		time.AfterFunc(1500*time.Millisecond, func() { r.stopReading(&Stop{Reason: "interrupt", Exit: 130}) })
		got := count(r.run(t))
		if got["ok"] != 6 || got["cancelled"] != 2 {
			t.Errorf("got %v: want 3 workers to have finished 2 each, and two jobs read and waiting", got)
		}
		if r.err != nil || r.tally.Exit != 130 || r.tally.Elapsed != 2*time.Second {
			t.Errorf("%v, %+v", r.err, r.tally)
		}
	})
}

// A job that waits for the rate limit is not in flight, so a stop cancels it.
func TestRunSoftStopEndsWaitForRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1000, slowly)
		r.Fetch.Hosts.Rate = 1.0 / 3600
		time.AfterFunc(time.Minute, func() { r.stopReading(&Stop{Reason: "terminated", Exit: 143}) })
		lines := r.run(t)
		if got := count(lines); got["ok"] != 1 || got["cancelled"] != 3 {
			t.Errorf("got %v: want the first that may go, one that waits and two that were read", got)
		}
		for _, l := range only(lines, "result")[1:] {
			if l.Attempts != 0 || l.Error != "stopped by terminated" {
				t.Errorf("got %+v", l)
			}
		}
		if r.tally.Elapsed != time.Minute || r.tally.Exit != 143 {
			t.Errorf("%+v", r.tally)
		}
	})
}

// The second stop ends requests in flight at once.
func TestRunHardStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1000, func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		r.Fetch.Download.Limits.Timeout = 0
		time.AfterFunc(time.Minute, func() { r.stopReading(&Stop{Reason: "interrupt", Exit: 130}) })
		time.AfterFunc(2*time.Minute, func() { r.cancel(&Stop{Reason: "interrupt", Exit: 130}) })
		got := count(r.run(t))
		if got["cancelled"] != 5 || len(got) != 1 {
			t.Errorf("got %v", got)
		}
		if r.err != nil || r.tally.Exit != 130 || r.tally.Elapsed != 2*time.Minute {
			t.Errorf("%v, %+v", r.err, r.tally)
		}
	})
}

// A full disk stops the run. The line of the job that could not be written has the error, and every
// ok line is true.
func TestRunStorageFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1000, slowly)
		var writes atomic.Int32
		r.memory.OnCreate = func() error {
			if writes.Add(1) > 5 {
				return fmt.Errorf("write in out: %w", syscall.ENOSPC)
			}
			return nil
		}
		got := count(r.run(t))
		if got["ok"] > 5 || got["error storage"] == 0 || len(r.memory.Files) != got["ok"] {
			t.Errorf("got %v", got)
		}
		if !errors.Is(r.err, syscall.ENOSPC) || r.tally.Exit != ExitFailure {
			t.Errorf("%v, exit %d", r.err, r.tally.Exit)
		}
		if r.tally.Elapsed > 2*time.Second {
			t.Errorf("it went on for %v", r.tally.Elapsed)
		}
	})
}

// If the log can't be written, the run stops at once. The tally still counts all jobs.
func TestRunLogFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1000, slowly)
		r.Report.Sink.Log = sink.Unsynced(failingWriter{})
		tally, err := r.start()
		if !errors.Is(err, syscall.EPIPE) || tally.Exit != ExitFailure || tally.Elapsed > time.Second {
			t.Errorf("%v, %+v", err, tally)
		}
		if tally.Counts[outcome.Cancelled] != tally.Total || tally.Total == 0 {
			t.Errorf("%+v", tally)
		}
		r.cancel(nil)
	})
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// If the source fails, the jobs before that are done, and the error is that of the run.
func TestRunInputFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 0, slowly)
		r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
			for i := range 100 {
				if !yield(source.Job{Code: fmt.Sprint(i)}, nil) {
					return
				}
			}
			yield(source.Job{}, syscall.EIO)
		})
		got := count(r.run(t))
		if got["ok"] != 100 || len(got) != 1 || !errors.Is(r.err, syscall.EIO) || r.tally.Exit != ExitFailure {
			t.Errorf("%v, %v, exit %d", got, r.err, r.tally.Exit)
		}
	})
}

// The run reads only a few jobs ahead, enough to keep each goroutine busy.
func TestRunReadsLittleAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var yielded atomic.Int32
		r := newRun(t, 0, slowly)
		r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
			for job := range numbers(1000) {
				yielded.Add(1)
				if !yield(job, nil) {
					return
				}
			}
		})
		time.AfterFunc(500*time.Millisecond, func() {
			// 3 in flight, 1 on its way to dispatch, 1 planned, 1 read, 1 held by the reader
			if n := yielded.Load(); n != 7 {
				t.Errorf("%d codes were read for 3 workers", n)
			}
			r.cancel(errors.New("enough"))
		})
		r.run(t)
	})
}

// When the first line has arrived, its request is sent, even if the source stays open and silent.
func TestRunStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		r := newRun(t, 0, slowly)
		r.Source.Jobs = source.From(source.Lines(reader, source.Text))
		time.AfterFunc(time.Second, func() { writer.Write([]byte("1\n")) })
		time.AfterFunc(2*time.Second+101*time.Millisecond, func() {
			if !strings.Contains(r.log.String(), `"outcome":"ok"`) {
				t.Errorf("no line 100 ms after the answer: %s", r.log.String())
			}
			writer.Close()
		})
		if got := count(r.run(t)); got["ok"] != 1 {
			t.Errorf("got %v", got)
		}
	})
}

// A source that blocks does not delay a stop.
func TestRunStopsWhileSourceBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		r := newRun(t, 0, slowly)
		r.Source.Jobs = source.From(source.Lines(reader, source.Text))
		time.AfterFunc(time.Second, func() { r.stopReading(&Stop{Reason: "interrupt", Exit: 130}) })
		r.run(t)
		if r.tally.Elapsed != time.Second || r.tally.Exit != 130 {
			t.Errorf("%+v", r.tally)
		}
		writer.Close()
	})
}

// Lines come in input order. While the first job is slow, at most a window of jobs is done behind
// it.
func TestRunOrdered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 3*orderWindow, func(req *http.Request) (*http.Response, error) {
			if code(req) == "1" {
				time.Sleep(time.Hour)
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Report.Ordered = true
		r.Fetch.Download.Limits.Timeout = 0
		store := r.memory
		time.AfterFunc(time.Minute, func() {
			if n := store.Len(); n != orderWindow-1 {
				t.Errorf("%d jobs were done behind the head, of a window of %d", n, orderWindow)
			}
		})
		lines := only(r.run(t), "result")
		for i, l := range lines {
			if l.Seq != i+1 {
				t.Fatalf("line %d is of job %d", i+1, l.Seq)
			}
		}
		if len(lines) != 3*orderWindow {
			t.Errorf("%d lines", len(lines))
		}
	})
}

// Each job has the steps scheduled, started, received, saved and committed, in this order, and then
// its result.
func TestRunTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 5, slowly)
		r.Report.Trace, r.Report.Ordered = true, true
		lives := map[int]string{}
		for _, l := range r.run(t) {
			if l.Seq > 0 {
				lives[l.Seq] += l.Step + l.Outcome + " "
			}
		}
		for seq := 1; seq <= 5; seq++ {
			if want := "scheduled started received saved committed ok "; lives[seq] != want {
				t.Errorf("job %d: %s", seq, lives[seq])
			}
		}
	})
}

// If a call fails because there are no descriptors, the job waits and succeeds later.
func TestRunDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials, writes, names atomic.Int32
		everyThird := func(calls *atomic.Int32, err error) error {
			if calls.Add(1)%3 == 0 {
				return err
			}
			return nil
		}
		r := newRun(t, 20, func(req *http.Request) (*http.Response, error) {
			if err := everyThird(&dials, fmt.Errorf("dial: %w", syscall.EMFILE)); err != nil {
				return nil, err
			}
			return slowly(req)
		})
		store := r.memory
		store.OnCreate = func() error { return everyThird(&writes, syscall.ENFILE) }
		store.OnPublish = func(string) error { return everyThird(&names, syscall.EMFILE) }
		if got := count(r.run(t)); got["ok"] != 20 || r.err != nil {
			t.Errorf("%v, %v", got, r.err)
		}
		if dials.Load() < 29 || writes.Load() < 29 || names.Load() < 29 {
			t.Errorf("%d dials, %d writes, %d names: each third fails", dials.Load(), writes.Load(), names.Load())
		}
	})
}

func TestRunDescriptorsHopeless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 20, func(*http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("dial: %w", syscall.EMFILE)
		})
		got := count(r.run(t))
		if got["ok"] != 0 || !errors.Is(r.err, syscall.EMFILE) || r.tally.Exit != ExitFailure {
			t.Errorf("%v, %v, exit %d", got, r.err, r.tally.Exit)
		}
		if r.tally.Elapsed < fdlimit.GiveUpAfter || r.tally.Elapsed > 2*fdlimit.GiveUpAfter {
			t.Errorf("gave up after %v", r.tally.Elapsed)
		}
	})
}
