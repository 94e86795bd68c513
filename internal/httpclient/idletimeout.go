package httpclient

import (
	"context"
	"io"
	"sync"
	"time"
)

// A IdleTimeout ends an exchange that has to wait too long at one point: it cancels its context
// with the failure that belongs to that point. Time that hoist itself takes, as to write to disk,
// does not count.
type IdleTimeout struct {
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	timer *time.Timer // nil before the first wait
	armed bool        // it will ring
	rings time.Time   // then
	on    Wait        // the wait that is on; the zero value between waits
	since time.Time
	ended bool
}

// A Wait is one that has a limit, and the failure of an exchange that waits longer.
type Wait struct {
	Limit   time.Duration // 0 for none
	Failure error
}

// NewIdleTimeout returns one that ends an exchange by cancel.
func NewIdleTimeout(cancel context.CancelCauseFunc) *IdleTimeout {
	return &IdleTimeout{cancel: cancel}
}

// Begin starts a wait that is over at the next call of begin, pause or end.
func (w *IdleTimeout) Begin(on Wait) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	if on.Limit == 0 {
		w.on = Wait{}
		return
	}
	w.on, w.since = on, time.Now()
	if !w.armed || w.rings.Sub(w.since) > on.Limit {
		w.arm(on.Limit)
	}
}

// arm sets the timer. One that rings in time stays so: to set it anew for each wait costs more than
// to find, when it rings, that another wait is on by now.
func (w *IdleTimeout) arm(after time.Duration) {
	w.armed, w.rings = true, time.Now().Add(after)
	if w.timer == nil {
		w.timer = time.AfterFunc(after, w.expire)
	} else {
		w.timer.Reset(after)
	}
}

// Brief returns a limit for one wait that ends the same exchange.
func (w *IdleTimeout) Brief() *IdleTimeout { return NewIdleTimeout(w.cancel) }

// Pause ends a wait.
func (w *IdleTimeout) Pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on = Wait{}
}

// End ends the last wait. What begins later, from a trace of a connection that nobody waits for any
// more, is void.
func (w *IdleTimeout) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended, w.on = true, Wait{}
	if w.timer != nil {
		w.timer.Stop()
	}
}

// expire ends the exchange if the wait that is on began long enough ago. With no wait on, the next
// one sets the timer.
func (w *IdleTimeout) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = false
	if w.on.Limit == 0 {
		return
	}
	if left := w.on.Limit - time.Since(w.since); left > 0 {
		w.arm(left)
		return
	}
	w.cancel(w.on.Failure)
}

// A IdleReader limits the wait in each Read.
type IdleReader struct {
	r     io.Reader
	limit *IdleTimeout
	wait  Wait // for each byte
}

// NewIdleReader limits the wait in each Read of r.
func NewIdleReader(r io.Reader, limit *IdleTimeout, wait Wait) IdleReader {
	return IdleReader{r, limit, wait}
}

func (l *IdleReader) Read(p []byte) (int, error) {
	l.limit.Begin(l.wait)
	defer l.limit.Pause()
	return l.r.Read(p)
}
