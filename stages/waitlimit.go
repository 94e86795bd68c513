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
	cancel context.CancelCauseFunc
	clock  *clock.Clock

	mu    sync.Mutex
	timer clock.Timer // nil before the first wait
	armed bool        // it will ring
	rings time.Time   // then
	on    wait        // the wait that is on; the zero value between waits
	since time.Time
	ended bool
}

// A wait is one that has a limit, and the failure of an exchange that waits longer.
type wait struct {
	limit   time.Duration // 0 for none
	failure error
}

// newWaitLimit returns one that ends an exchange by cancel.
func newWaitLimit(cancel context.CancelCauseFunc, clock *clock.Clock) *waitLimit {
	return &waitLimit{cancel: cancel, clock: clock}
}

// begin starts a wait that is over at the next call of begin, pause or end.
func (w *waitLimit) begin(on wait) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	if on.limit == 0 {
		w.on = wait{}
		return
	}
	w.on, w.since = on, time.Now()
	if !w.armed || w.rings.Sub(w.since) > on.limit {
		w.arm(on.limit)
	}
}

// arm sets the timer. One that rings in time stays so: to set it anew for each wait costs more than to find, when it
// rings, that another wait is on by now.
func (w *waitLimit) arm(after time.Duration) {
	w.armed, w.rings = true, time.Now().Add(after)
	if w.timer == nil {
		w.timer = w.clock.AfterFunc(after, w.expire)
	} else {
		w.timer.Reset(after)
	}
}

// brief returns a limit for one wait that ends the same exchange.
func (w *waitLimit) brief() *waitLimit { return newWaitLimit(w.cancel, w.clock) }

// pause ends a wait.
func (w *waitLimit) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on = wait{}
}

// end ends the last wait. What begins later, from a hook of a connection that nobody waits for any more, is void.
func (w *waitLimit) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended, w.on = true, wait{}
	if w.timer != nil {
		w.timer.Stop()
	}
}

// expire ends the exchange if the wait that is on began long enough ago. With no wait on, the next one sets the timer.
func (w *waitLimit) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = false
	if w.on.limit == 0 {
		return
	}
	if left := w.on.limit - time.Since(w.since); left > 0 {
		w.arm(left)
		return
	}
	w.cancel(w.on.failure)
}

// A limitedReader limits the wait in each Read.
type limitedReader struct {
	r     io.Reader
	limit *waitLimit
	wait  wait // for each byte
}

// newLimitedReader limits the wait in each Read of r.
func newLimitedReader(r io.Reader, limit *waitLimit, wait wait) limitedReader {
	return limitedReader{r, limit, wait}
}

func (l *limitedReader) Read(p []byte) (int, error) {
	l.limit.begin(l.wait)
	defer l.limit.pause()
	return l.r.Read(p)
}
