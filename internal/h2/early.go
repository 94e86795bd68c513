package h2

import (
	"context"
	"errors"
	"net/http"
	"slices"
)

// earlyStreams is the number of requests that are sent before SETTINGS come, if the host may be
// left. No server should allow fewer (RFC 9113, section 6.5.2). So it is known one round trip
// earlier how long connections last.
const earlyStreams = 100

// errWithdrawn is the error of an early request beyond the server's limit of streams. Either the
// server refuses it, or it still waits in net/http.
var errWithdrawn = errors.New("more streams than the server allows")

// An early is a request that was sent before SETTINGS came. The methods of a nil *early do nothing.
type early struct {
	conn      *conn
	cancel    context.CancelFunc
	withdrawn bool
}

// begin returns the request to send. If the request is early, begin also returns an early, which
// can withdraw it. If SETTINGS came after the connection was acquired and allow fewer streams, it
// returns an error.
func (c *conn) begin(req *http.Request) (*http.Request, *early, error) {
	h := c.host
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !h.t.MayLeave:
		return req, nil, nil
	case c.settled && c.inFlight > max(c.streams, 1):
		return nil, nil, errWithdrawn
	case c.settled:
		return req, nil, nil
	}
	ctx, cancel := context.WithCancel(req.Context())
	e := &early{conn: c, cancel: cancel}
	c.early = append(c.early, e)
	return req.WithContext(ctx), e, nil
}

// withdraw ends the early requests without an answer beyond the limit. It is called with the lock
// held.
func (c *conn) withdraw(streams int) {
	for _, e := range c.early[min(streams, len(c.early)):] {
		e.withdrawn = true
		e.cancel()
	}
	c.early = nil
}

// answered records the end of the wait for an answer. It reports whether the request was withdrawn
// before.
func (e *early) answered() (withdrawn bool) {
	if e == nil {
		return false
	}
	h := e.conn.host
	h.mu.Lock()
	defer h.mu.Unlock()
	e.conn.early = slices.DeleteFunc(e.conn.early, func(other *early) bool { return other == e })
	return e.withdrawn
}

// end records the end of the request.
func (e *early) end() {
	if e != nil {
		e.cancel()
	}
}
