package h2

import (
	"container/list"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hoist/hoist/internal/origin"
)

// A host is the pool of one origin: its connections, and its waiting requests in the order of their
// arrival.
type host struct {
	t     *Transport
	to    origin.Origin
	users atomic.Int32 // number of requests

	mu        sync.Mutex
	conns     []*conn            // on which requests may be sent
	dials     map[*dial]struct{} // in progress
	waiting   list.List          // of *waiter
	inFlight  int                // requests in flight, also on connections that have ended
	open      int                // connections that are not closed, and dials
	used      int                // number of connections so far on which a request was sent
	refusedAt time.Time          // when a dial last failed, or a stream was last refused

	left  error // the reason to use HTTP/1.1; nil for HTTP/2
	stays bool  // Stay was called

	settled bool // SETTINGS came on any connection
	streams int  // limit of streams in the last SETTINGS
	lasted  lifetimes
}

// A waiter is a request that waits for a connection.
type waiter struct {
	ctx   context.Context
	ready chan struct{} // closed when conn or err is set
	conn  *conn
	err   error
}

func newHost(t *Transport, to origin.Origin) *host {
	return &host{t: t, to: to, dials: map[*dial]struct{}{}}
}

// acquire returns a connection that has room for one more request. A request that is sent again
// goes first. The error is the error of a dial, or the cause of ctx.
func (h *host) acquire(ctx context.Context, again bool) (*conn, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	h.mu.Lock()
	if h.left != nil {
		defer h.mu.Unlock()
		return nil, h.left
	}
	w := &waiter{ctx: ctx, ready: make(chan struct{})}
	add := h.waiting.PushBack
	if again {
		add = h.waiting.PushFront
	}
	place := add(w)
	h.serve()
	if w.conn == nil {
		h.inform(ctx)
	}
	h.mu.Unlock()
	select {
	case <-w.ready:
		return w.conn, w.err
	case <-ctx.Done():
		h.stopWaiting(place)
		return nil, context.Cause(ctx)
	}
}

// stopWaiting records that a request no longer waits. If it has a connection already, stopWaiting
// gives the connection back.
func (h *host) stopWaiting(place *list.Element) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := place.Value.(*waiter)
	select {
	case <-w.ready:
		if w.conn != nil {
			h.giveBack(w.conn)
		}
	default:
		h.waiting.Remove(place)
		if h.waiting.Len() == 0 {
			h.cancelDials()
		}
	}
	h.serve()
}

// serve gives connections with room to waiting requests. Then it starts the dials that are needed,
// or leaves the host. This function and the following are called with the lock held.
func (h *host) serve() {
	if h.left != nil {
		return
	}
	for h.waiting.Len() > 0 {
		c := h.leastBusy()
		if c == nil {
			break
		}
		h.use(c)
		h.answer(h.waiting.Front(), c, nil)
	}
	if h.isBetterLeft() {
		h.leaveToHTTP1(ErrBetterByHTTP1)
		return
	}
	for n := h.dialsNeeded(time.Now()); n > 0; n-- {
		h.startDial()
	}
}

// use counts a request that is about to be sent.
func (h *host) use(c *conn) {
	if !c.used {
		c.used = true
		h.used++
	}
	c.sent++
	c.inFlight++
	h.inFlight++
	h.settleIdle(c)
}

// answer ends the wait of a request.
func (h *host) answer(place *list.Element, c *conn, err error) {
	w := h.waiting.Remove(place).(*waiter)
	w.conn, w.err = c, err
	close(w.ready)
}

// refuse ends all waits.
func (h *host) refuse(err error) {
	for h.waiting.Len() > 0 {
		h.answer(h.waiting.Front(), nil, err)
	}
}

// giveBack undoes use for a request that was not sent, or not processed.
func (h *host) giveBack(c *conn) {
	c.sent--
	c.inFlight--
	h.inFlight--
	h.settleIdle(c)
}

// leastBusy returns the connection with the fewest requests in flight, among the connections with
// room. If there is none, it returns nil.
func (h *host) leastBusy() (least *conn) {
	for _, c := range h.conns {
		if h.hasRoom(c) && (least == nil || c.inFlight < least.inFlight) {
			least = c
		}
	}
	return least
}
