package signals

import (
	"context"
	"fmt"
	"os"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A stopped is the cause of a context: the exit status.
type stopped int

func (s stopped) Error() string { return fmt.Sprint(int(s)) }

func bySignal(_ string, exit int) error { return stopped(exit) }

// Each test sends signals at certain times, and lists the expected events, with their times, in
// order.
func TestStopSignals(t *testing.T) {
	const ms = time.Millisecond
	type at struct {
		time time.Duration
		sig  os.Signal
	}
	for _, tt := range []struct {
		name string
		sent []at
		want []string
	}{
		{"one", []at{{0, syscall.SIGINT}}, []string{"0s drain 130", "50ms notice 0s"}},
		{"two", []at{{0, syscall.SIGINT}, {time.Second, syscall.SIGHUP}},
			[]string{"0s drain 130", "50ms notice 0s", "1s abort 129", "1.05s release", "1.05s second notice"}},
		{"timeout(1) signals twice", []at{{0, syscall.SIGTERM}, {ms, syscall.SIGTERM}, {time.Second, syscall.SIGTERM}},
			[]string{"0s drain 143", "50ms notice 8s", "1s abort 143", "1.05s release", "1.05s second notice"}},
		{"three within 50 ms are one", []at{{0, syscall.SIGINT}, {10 * ms, syscall.SIGTERM}, {49 * ms, syscall.SIGINT}},
			[]string{"0s drain 130", "50ms notice 0s"}},
		{"a second after 50 ms", []at{{0, syscall.SIGINT}, {51 * ms, syscall.SIGINT}},
			[]string{"0s drain 130", "50ms notice 0s", "51ms abort 130", "101ms release", "101ms second notice"}},
		{"the second twice", []at{{0, syscall.SIGHUP}, {time.Second, syscall.SIGHUP}, {1001 * ms, syscall.SIGHUP}},
			[]string{"0s drain 129", "50ms notice 0s", "1s abort 129", "1.05s release", "1.05s second notice"}},
		{"SIGTERM drains for 8 s", []at{{0, syscall.SIGTERM}, {10 * ms, syscall.SIGTERM}, {20 * time.Second, nil}},
			[]string{"0s drain 143", "50ms notice 8s", "8s abort 143", "8.05s release"}},
		{"SIGTERM twice before that", []at{{0, syscall.SIGTERM}, {3 * time.Second, syscall.SIGINT}, {20 * time.Second, nil}},
			[]string{"0s drain 143", "50ms notice 8s", "3s abort 130", "3.05s release", "3.05s second notice"}},
		{"SIGINT and SIGHUP drain without end", []at{{0, syscall.SIGINT}, {time.Hour, nil}}, []string{
			"0s drain 130", "50ms notice 0s",
		}},
		{"none", []at{{time.Hour, nil}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var got []string
				start := time.Now()
				note := func(what ...any) {
					mu.Lock()
					defer mu.Unlock()
					got = append(got, fmt.Sprint(time.Since(start), " ", fmt.Sprint(what...)))
				}
				happened := func(what string) context.CancelCauseFunc {
					return func(cause error) { note(what, " ", cause) }
				}
				received := make(chan os.Signal, 2)
				s := &stopSignals{
					cause: bySignal, received: received, stopReading: happened("drain"), end: happened("abort"),
					notices: Notices{First: func(limit time.Duration) { note("notice ", limit) }, Second: func() { note("second notice") }},
					release: func() { note("release") },
				}
				done := make(chan struct{})
				go func() {
					defer close(done)
					s.watch()
				}()
				for _, sent := range tt.sent {
					time.Sleep(sent.time - time.Since(start))
					if sent.sig != nil {
						received <- sent.sig
					}
				}
				time.Sleep(time.Second)
				close(received)
				<-done
				mu.Lock()
				defer mu.Unlock()
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		})
	}
}

// The watching can be ended at any time, and prints nothing.
func TestStopSignalsEnd(t *testing.T) {
	for sent := range 3 {
		synctest.Test(t, func(t *testing.T) {
			received := make(chan os.Signal, 2)
			ctx, end := context.WithCancelCause(t.Context())
			reading, stopReading := context.WithCancelCause(ctx)
			s := &stopSignals{
				cause: bySignal, received: received, stopReading: stopReading, end: end, release: func() { t.Error("released") },
				notices: Notices{First: func(time.Duration) {}, Second: func() { t.Error("second notice") }},
			}
			for n := range sent {
				received <- syscall.SIGTERM
				if n == 0 {
					go s.watch()
					time.Sleep(time.Second)
				}
			}
			close(received)
			synctest.Wait()
			if drained, aborted := reading.Err() != nil, ctx.Err() != nil; drained != (sent > 0) || aborted != (sent > 1) {
				t.Errorf("%d sent: drained %v, aborted %v", sent, drained, aborted)
			}
			if sent == 0 {
				s.watch()
			}
		})
	}
}
