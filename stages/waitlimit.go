package stages

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/hoist/hoist/internal/clock"
)

// A waitLimit ends an exchange that has to wait too long at one point: it cancels its context with the failure
// that belongs to that point. Time that hoist itself takes, as to write to disk, does not count.
type waitLimit struct {
	limit  time.Duration // 0 for none
	cancel context.CancelCauseFunc
	clock  *clock.Clock

	mu      sync.Mutex
	timer   clock.Timer // nil before the first wait
	armed   bool        // it will ring
	failure error       // of the wait that is on; nil between waits
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
	if !w.armed {
		w.arm(w.limit)
	}
}

// arm sets the timer. One that is set stays so: to set it anew for each wait costs more than to find, when it rings, that
// another wait is on by now.
func (w *waitLimit) arm(after time.Duration) {
	w.armed = true
	if w.timer == nil {
		w.timer = w.clock.AfterFunc(after, w.expire)
	} else {
		w.timer.Reset(after)
	}
}

// pause ends a wait.
func (w *waitLimit) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failure = nil
}

// end ends the last wait. What begins later, from a hook of a connection that nobody waits for any more, is void.
func (w *waitLimit) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended, w.failure = true, nil
	if w.timer != nil {
		w.timer.Stop()
	}
}

// expire ends the exchange if the wait that is on began long enough ago. With no wait on, the next one sets the timer.
func (w *waitLimit) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = false
	if w.failure == nil {
		return
	}
	if left := w.limit - time.Since(w.since); left > 0 {
		w.arm(left)
		return
	}
	w.cancel(w.failure)
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
