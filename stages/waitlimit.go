package stages

import (
	"context"
	"io"
	"sync"
	"time"
)

// A waitLimit ends an exchange that has to wait too long at one point: it cancels its context with the failure
// that belongs to that point. Time that hoist itself takes, as to write to disk, does not count.
type waitLimit struct {
	limit  time.Duration // 0 for none
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	timer   *time.Timer
	failure error // of the wait that is on; nil between waits
	since   time.Time
	ended   bool
}

// begin starts a wait that is over at the next call of begin, pause or end.
func (w *waitLimit) begin(failure error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.limit == 0 || w.ended {
		return
	}
	w.failure, w.since = failure, time.Now()
	if w.timer == nil {
		w.timer = time.AfterFunc(w.limit, w.expire)
	} else {
		w.timer.Reset(w.limit)
	}
}

// pause ends a wait.
func (w *waitLimit) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stop()
}

// end ends the last wait. What begins later, from a hook of a connection that nobody waits for any more, is void.
func (w *waitLimit) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	w.stop()
}

func (w *waitLimit) stop() {
	w.failure = nil
	if w.timer != nil {
		w.timer.Stop()
	}
}

// expire may come late, when another wait has begun.
func (w *waitLimit) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failure != nil && time.Since(w.since) >= w.limit {
		w.cancel(w.failure)
	}
}

// A limitedReader limits the wait in each Read.
type limitedReader struct {
	r       io.Reader
	wait    *waitLimit
	failure error
}

func (l *limitedReader) Read(p []byte) (int, error) {
	l.wait.begin(l.failure)
	defer l.wait.pause()
	return l.r.Read(p)
}
