package stages

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// A doneRecorder records the arguments of the Done of each job.
type doneRecorder struct {
	mu  sync.Mutex
	got map[string][]error
	on  func(code string, err error)
}

// jobs returns a source of n jobs. If wait is set, the source then waits for the end of ctx.
func (b *doneRecorder) jobs(n int, wait bool) source.Source {
	b.got = map[string][]error{}
	return func(ctx context.Context) iter.Seq2[source.Job, error] {
		return func(yield func(source.Job, error) bool) {
			for i := range n {
				code := fmt.Sprint(i + 1)
				b.mu.Lock()
				b.got[code] = nil
				b.mu.Unlock()
				done := func(err error) {
					b.mu.Lock()
					defer b.mu.Unlock()
					b.got[code] = append(b.got[code], err)
					if b.on != nil {
						b.on(code, err)
					}
				}
				if !yield(source.Job{Input: code, Code: code, Done: done}, nil) {
					return
				}
			}
			if wait {
				<-ctx.Done()
			}
		}
	}
}

// check checks that each Done was called once, with a nil error exactly if the job has a line. It
// returns the number of jobs without a line.
func (b *doneRecorder) check(t *testing.T, log string) (without int) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for code, errs := range b.got {
		line := strings.Contains(log, fmt.Sprintf("%q:%q", "code", code))
		if len(errs) != 1 || line != (errs[0] == nil) {
			t.Errorf("code %s: a line: %t; called with %v", code, line, errs)
		}
		if !line {
			without++
		}
	}
	return without
}

// A syncedLog is a log that records its content at the last sync.
type syncedLog struct {
	*lockedBuffer // the written lines

	mu     sync.Mutex
	synced string
	times  int
	errs   []error // results of the first calls
}

func (l *syncedLog) InPlace() error { return nil }
func (l *syncedLog) Sync() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.times++
	if len(l.errs) >= l.times {
		return l.errs[l.times-1]
	}
	l.synced = l.String()
	return nil
}

// Done is called when the line of its job is synced, whatever the outcome, and at most 100 ms after
// the line was written.
func TestDoneFollowsSyncedLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := &doneRecorder{}
		r := newRun(t, 0, slowly)
		r.Source.Jobs = book.jobs(30, false)
		log := &syncedLog{lockedBuffer: &r.log}
		r.Report.Sink.Log = log
		var last time.Time
		book.on = func(code string, err error) {
			log.mu.Lock()
			defer log.mu.Unlock()
			last = time.Now()
			if !strings.Contains(log.synced, fmt.Sprintf("%q:%q", "code", code)) {
				t.Errorf("code %s is done, and its line not synced", code)
			}
		}
		began := time.Now()
		r.run(t)
		if n := book.check(t, r.log.String()); n != 0 || len(book.got) != 30 {
			t.Errorf("%d of %d jobs without a line", n, len(book.got))
		}
		if log.times < 10 || log.times > 12 { // ten groups of three, and the end
			t.Errorf("synced %d times", log.times)
		}
		if took := last.Sub(began); took > 10*time.Second+100*time.Millisecond {
			t.Errorf("the last was called after %s", took)
		}
	})
}

// If the run stops, Done is called with the reason for each job that was read but has no line. A
// source that waits for a server ends with its context.
func TestDoneOfJobsNotTakenIn(t *testing.T) {
	for name, wait := range map[string]bool{"while it yields": false, "while it waits": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				book := &doneRecorder{}
				r := newRun(t, 0, slowly)
				jobs := 1000
				if wait {
					jobs = 5
				}
				r.Source.Jobs = book.jobs(jobs, wait)
				time.AfterFunc(5*time.Second+500*time.Millisecond, func() { r.stopReading(errEnough) })
				r.run(t)
				synctest.Wait() // for the goroutine that reads
				if n := book.check(t, r.log.String()); n == 0 != wait || len(book.got) == 1000 {
					t.Errorf("%d of %d jobs without a line", n, len(book.got))
				}
				for code, errs := range book.got {
					if errs[0] != nil && !errors.Is(errs[0], errEnough) {
						t.Errorf("code %s: %v", code, errs[0])
					}
				}
			})
		})
	}
}

var errEnough = errors.New("enough")

// If the log can't be synced, Done gets the error for each job, and the run ends. A second sync
// might succeed, but the system reports an error only once.
func TestDoneWhenLogCannotBeSynced(t *testing.T) {
	for name, broken := range map[string]func(*testRun){
		"sync":  func(r *testRun) { r.Report.Sink.Log = &syncedLog{lockedBuffer: &r.log, errs: []error{syscall.EIO}} },
		"write": func(r *testRun) { r.Report.Sink.Log = sink.Unsynced(failingWriter{}) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				book := &doneRecorder{}
				r := newRun(t, 0, slowly)
				r.Source.Jobs = book.jobs(30, false)
				broken(r)
				_, err := r.start()
				r.cancel(nil)
				synctest.Wait()
				if err == nil {
					t.Error("the run did not fail")
				}
				if errs := book.got["1"]; len(errs) != 1 || errs[0] == nil {
					t.Errorf("code 1: %v", errs)
				}
				for code, errs := range book.got {
					if len(errs) != 1 {
						t.Errorf("code %s: %v", code, errs)
					}
				}
			})
		})
	}
}
