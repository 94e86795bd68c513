package h2

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// A dial makes a connection for any of the requests that wait when it is done. If the request that
// started it ends, the dial goes on as long as another request waits.
type dial struct {
	host   *host
	cancel context.CancelFunc
	inform func(context.Context) // of the last Inform; nil before
}

// startDial is called with the lock held.
func (h *host) startDial() {
	ctx, cancel := context.WithCancel(context.Background())
	d := &dial{host: h, cancel: cancel}
	ctx = context.WithValue(ctx, dialKey{}, d)
	h.dials[d] = struct{}{}
	h.open++
	go func() {
		c, err := h.connect(ctx)
		cancel()
		if h.dialed(d, c, err) {
			c.client.Close() // nothing is on its way
		}
		h.t.closeSurplus()
	}()
}

// cancelDials ends the dials. No request gets their errors. It is called with the lock held.
func (h *host) cancelDials() {
	for d := range h.dials {
		d.cancel()
	}
	clear(h.dials)
}

// connect makes a connection. The host has counted it as open before.
func (h *host) connect(ctx context.Context) (*conn, error) {
	plain, err := h.t.Dial(ctx, h.to.Scheme, h.to.Address)
	if err != nil {
		h.closed()
		return nil, err
	}
	c := &conn{host: h}
	c.socket = newSocket(plain, c)
	if c.client, err = h.t.newClientConn(c.socket); err != nil {
		c.socket.Close() // err is returned
		return nil, err
	}
	c.client.SetStateHook(func(*http.ClientConn) { go h.wake() }) // during a call net/http may miss changes
	return c, nil
}

// dialed records the end of a dial. It reports whether the new connection is not needed.
func (h *host) dialed(d *dial, c *conn, err error) (surplus bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, wanted := h.dials[d]
	delete(h.dials, d)
	if h.left != nil {
		return err == nil
	}
	if err == nil && !h.join(c) {
		err = io.EOF
	}
	if err != nil && wanted {
		h.dialFailed(err)
	}
	h.serve()
	return false
}

// join adds a connection to the host, and reports whether it has not ended yet.
func (h *host) join(c *conn) bool {
	c.lasts = h.lasted.longest()
	if !c.ended {
		h.conns = append(h.conns, c)
		h.settleIdle(c)
	}
	return !c.ended
}

// dialFailed makes waiting requests fail. If there is another connection, none fails. If there is
// another dial, one fails. Else all fail.
func (h *host) dialFailed(err error) {
	h.refusedAt = time.Now()
	first := h.waiting.Front()
	switch {
	case errors.Is(err, ErrHTTP1):
		h.refuse(err)
	case len(h.conns) > 0 || first == nil:
	case len(h.dials) > 0:
		h.answer(first, nil, err)
	default:
		h.refuse(err)
	}
}

// acquireNew makes a connection for one request.
func (h *host) acquireNew(ctx context.Context) (*conn, error) {
	if err := h.opens(); err != nil {
		return nil, err
	}
	c, err := h.connect(ctx)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.use(c)
	h.join(c)
	return c, nil
}

// opens counts a connection that is about to be made. If the host has been left to HTTP/1.1, it
// returns the reason.
func (h *host) opens() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.left == nil {
		h.open++
	}
	return h.left
}
