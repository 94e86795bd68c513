package h2

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// A dial makes a connection for whichever requests wait when it is there. It goes on when the
// request that it was started for ends, as long as another waits.
type dial struct {
	host   *host
	cancel context.CancelFunc
	inform func(context.Context) // as Inform was asked last; nil before
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

// cancelDials ends the dials, of whose errors no request hears. It is called with the lock held.
func (h *host) cancelDials() {
	for d := range h.dials {
		d.cancel()
	}
	clear(h.dials)
}

// connect makes a connection, which the host counts as open already.
func (h *host) connect(ctx context.Context) (*conn, error) {
	plain, err := h.t.Dial(ctx, h.to.Scheme, h.to.Address)
	if err != nil {
		h.closed()
		return nil, err
	}
	c := &conn{host: h}
	c.socket = newSocket(plain, c)
	if c.client, err = h.t.newClientConn(c.socket); err != nil {
		c.socket.Close() // what was wrong is in err
		return nil, err
	}
	c.client.SetStateHook(func(*http.ClientConn) { go h.wake() }) // net/http may miss what changes during a call
	return c, nil
}

// dialed is the end of a dial. It reports whether there is a connection for which there is no need
// any more.
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

// join makes a connection known, and reports whether it has not ended yet.
func (h *host) join(c *conn) bool {
	c.lasts = h.lasted.longest()
	if !c.ended {
		h.conns = append(h.conns, c)
		h.settleIdle(c)
	}
	return !c.ended
}

// dialFailed has the requests that wait fail. If there is a connection still, none fails; if there
// is another dial, one.
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

// acquireNew is acquire of a connection made for one request.
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

// opens counts a connection that is about to be made. The error is that with which the host was
// left.
func (h *host) opens() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.left == nil {
		h.open++
	}
	return h.left
}
