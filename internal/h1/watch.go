package h1

import (
	"context"
	"sync"
)

// A watch interrupts its connection when the context ends. It interrupts a connection only under
// its lock, so never after the connection was taken off.
type watch struct {
	mu    sync.Mutex
	conn  *conn // nil if there is none
	ended bool
	stop  func() bool // takeOff, made once
}

type watchKey struct{}

// WithWatch returns ctx with a watch, for many requests in turn. Without it each request makes its
// own watch. If requests use the watch at the same time, all but one of them make their own too.
func WithWatch(ctx context.Context) context.Context {
	w := new(watch)
	w.stop = w.takeOff
	context.AfterFunc(ctx, w.end)
	return context.WithValue(ctx, watchKey{}, w)
}

// watchOver watches ctx for c, and returns a function that ends the watch. If ctx has ended and the
// connection was interrupted, that function returns false.
func watchOver(ctx context.Context, c *conn) (stop func() bool) {
	if w, ok := ctx.Value(watchKey{}).(*watch); ok && w.set(c) {
		return w.stop
	}
	return context.AfterFunc(ctx, c.interrupt)
}

// set sets the watch on c. If the watch has another connection or its context has ended, it returns
// false.
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
