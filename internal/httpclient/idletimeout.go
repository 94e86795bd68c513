package httpclient

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// An IdleTimeout ends an exchange if one of its waits takes too long. It cancels the context with
// the failure of that wait. Time that hoist itself spends, for example on disk writes, does not
// count.
type IdleTimeout struct {
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	timer *time.Timer // nil before the first wait
	armed bool        // the timer is set
	rings time.Time   // when the timer fires
	on    Wait        // the current wait; the zero value between waits
	since time.Time
	ended bool
}

// A Wait is the limit of a wait, and the failure of an exchange that waits longer.
type Wait struct {
	Limit   time.Duration // 0 for no limit
	Failure error
}

// NewIdleTimeout returns an IdleTimeout that calls cancel when a wait takes too long.
func NewIdleTimeout(cancel context.CancelCauseFunc) *IdleTimeout {
	return &IdleTimeout{cancel: cancel}
}

// Begin starts a wait. The next call of Begin, Pause or End ends it.
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

// arm sets the timer. A timer that fires early enough is left unchanged: to set the timer for each
// wait costs more than to check, when it fires, which wait is current.
func (w *IdleTimeout) arm(after time.Duration) {
	w.armed, w.rings = true, time.Now().Add(after)
	if w.timer == nil {
		w.timer = time.AfterFunc(after, w.expire)
	} else {
		w.timer.Reset(after)
	}
}

// Brief returns an IdleTimeout for one wait, which ends the same exchange.
func (w *IdleTimeout) Brief() *IdleTimeout { return NewIdleTimeout(w.cancel) }

// Pause ends the current wait.
func (w *IdleTimeout) Pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on = Wait{}
}

// End ends the last wait. A later Begin has no effect: it may come from the trace of a connection
// that is not needed any more.
func (w *IdleTimeout) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended, w.on = true, Wait{}
	if w.timer != nil {
		w.timer.Stop()
	}
}

// expire ends the exchange if the current wait has lasted too long. If there is no current wait,
// the next wait sets the timer.
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

// An IdleReader limits how long each Read may wait, and counts the bytes.
type IdleReader struct {
	r        io.Reader
	limit    *IdleTimeout
	wait     Wait          // for each Read
	received *atomic.Int64 // of all readers; nil for no count
}

// NewIdleReader returns an IdleReader that reads from r, and adds the bytes to received, which may
// be nil.
func NewIdleReader(r io.Reader, limit *IdleTimeout, wait Wait, received *atomic.Int64) IdleReader {
	return IdleReader{r, limit, wait, received}
}

func (l *IdleReader) Read(p []byte) (int, error) {
	l.limit.Begin(l.wait)
	defer l.limit.Pause()
	n, err := l.r.Read(p)
	if l.received != nil {
		l.received.Add(int64(n))
	}
	return n, err
}
