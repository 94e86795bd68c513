package h1

import (
	"context"
	"sync"
)

// A watch over a context interrupts the connection that it is set on when the context ends. A
// connection is interrupted under the watch's lock, so never after it was taken off.
type watch struct {
	mu    sync.Mutex
	conn  *conn // nil for none
	ended bool
	stop  func() bool // takeOff, made once
}

type watchKey struct{}

// WithWatch returns ctx with a watch over it, for many requests one after the other: without one
// each begins its own. Requests that have it at the same time are answered as others are, at the
// price of that.
func WithWatch(ctx context.Context) context.Context {
	w := new(watch)
	w.stop = w.takeOff
	context.AfterFunc(ctx, w.end)
	return context.WithValue(ctx, watchKey{}, w)
}

// watchOver sets a watch over ctx on c, and returns what takes it off; that returns false if ctx
// has ended, and the connection with it.
func watchOver(ctx context.Context, c *conn) (stop func() bool) {
	if w, ok := ctx.Value(watchKey{}).(*watch); ok && w.set(c) {
		return w.stop
	}
	return context.AfterFunc(ctx, c.interrupt)
}

// set reports whether c is watched now; it is not where another one is.
func (w *watch) set(c *conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil || w.ended {
		return false
	}
	w.conn = c
	return true
}

func (w *watch) takeOff() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conn = nil
	return !w.ended
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	if w.conn != nil {
		w.conn.interrupt()
	}
}
