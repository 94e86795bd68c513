package h2

import (
	"slices"
	"time"
)

// release records the end of an answer. It reports whether the connection is not needed any more.
func (h *host) release(c *conn) (surplus bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.finish(c)
	h.serve()
	return h.left != nil && c.inFlight == 0
}

// wake is called when net/http may have room for another request. After net/http resets a stream,
// it counts the stream until the server shows that it still answers.
func (h *host) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serve()
}

// finish counts a request that has ended. If a connection has lasted as long as expected, the
// expected number doubles. It is called with the lock held.
func (h *host) finish(c *conn) {
	c.inFlight--
	h.inFlight--
	c.finished++
	if c.lasts > 0 && c.finished >= c.lasts {
		c.lasts *= 2
	}
	h.settleIdle(c)
}

// failed records the end of a request without an answer. early says whether the request was early.
// It returns the error for RoundTrip.
func (h *host) failed(c *conn, err error, early bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	defer h.serve()
	if isUnprocessed(err) {
		h.giveBack(c)
		switch {
		case err == errWithdrawn, isRefused(err) && early: // the limit was not known
		case isRefused(err):
			h.strained(c)
		default:
			h.retire(c)
		}
		return err
	}
	h.finish(c)
	if isFromPeer(err, http11Required) || c.requiresHTTP1 {
		h.leaveToHTTP1(ErrHTTP11Required)
		return ErrHTTP11Required
	}
	if c.longHeader && isConnectionError(err) || isLongHeader(err) {
		return &LongHeaderError{h.t.maxHeaderBytes(), err}
	}
	return err
}

// longHeader records that a header came that may be longer than the limit.
func (h *host) longHeader(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.longHeader = true
}

// requireHTTP1 records HTTP_1_1_REQUIRED in the middle of an answer.
func (h *host) requireHTTP1() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.leaveToHTTP1(ErrHTTP11Required)
}

// strained limits a connection to the requests that it had when the server refused a stream,
// whatever SETTINGS allow. If the server is overloaded, another connection would not help.
func (h *host) strained(c *conn) {
	if c.settled {
		c.streams = min(c.streams, max(c.inFlight, 1))
	}
	h.refusedAt = time.Now()
}

// settings records the server's limit of streams. If given is false, the SETTINGS have no limit.
func (h *host) settings(c *conn, streams int, given bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !given {
		if c.settled {
			return
		}
		streams = defaultStreams
	}
	c.settled, c.streams = true, streams
	h.settled, h.streams = true, streams
	c.withdraw(streams)
	h.serve()
}

// goAway records a GOAWAY: the server processes no streams above last (RFC 9113, section 6.8).
func (h *host) goAway(c *conn, last, code uint32) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !c.counted && c.inFlight > 0 {
		c.counted = true
		h.lasted.add(min(c.sent, (int(last)+1)/2), code == noError)
	}
	h.retire(c)
	if code == http11Required {
		c.requiresHTTP1 = true
		h.leaveToHTTP1(ErrHTTP11Required)
	}
	h.serve()
}

// ended records the end of a connection.
func (h *host) ended(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !c.counted && c.inFlight > 0 {
		c.counted = true
		h.lasted.add(c.finished, false)
	}
	h.retire(c)
	h.serve()
}

// closed records that a connection was closed and has no descriptor any more.
func (h *host) closed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open--
	h.serve()
}

// retire ensures that no more requests are sent on c. It is called with the lock held.
func (h *host) retire(c *conn) {
	c.ended = true
	h.settleIdle(c)
	if i := slices.Index(h.conns, c); i >= 0 {
		h.conns = slices.Delete(h.conns, i, i+1)
	}
}

// takeIdle removes and returns the connections that no request uses.
func (h *host) takeIdle() (idle []*conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range slices.Clone(h.conns) {
		if c.inFlight == 0 {
			h.retire(c)
			idle = append(idle, c)
		}
	}
	return idle
}

// isIdle reports whether the host has no connection and no dial.
func (h *host) isIdle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open == 0
}
