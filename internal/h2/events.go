package h2

import (
	"slices"
	"time"
)

// release is the end of an answer. It reports whether the connection is of no use any more.
func (h *host) release(c *conn) (surplus bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.finish(c)
	h.serve()
	return h.left != nil && c.inFlight == 0
}

// wake is called when net/http may have room for another request: it counts a stream that was reset
// until the server has shown that it still answers.
func (h *host) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serve()
}

// finish counts a request that has ended. A connection that has outlived others may take as many
// requests again. It is called with the lock held.
func (h *host) finish(c *conn) {
	c.inFlight--
	h.inFlight--
	c.finished++
	if c.lasts > 0 && c.finished >= c.lasts {
		c.lasts *= 2
	}
	h.settleIdle(c)
}

// failed is the end of a request without an answer, early or not. It returns the error that
// RoundTrip has for it.
func (h *host) failed(c *conn, err error, early bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	defer h.serve()
	if isUnprocessed(err) {
		h.giveBack(c)
		switch {
		case err == errWithdrawn, isRefused(err) && early: // its limit was not known
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
	return err
}

// requireHTTP1 is HTTP_1_1_REQUIRED in the midst of an answer.
func (h *host) requireHTTP1() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.leaveToHTTP1(ErrHTTP11Required)
}

// strained has a connection take no more than it did when it refused a stream, whatever SETTINGS
// say. Another connection would not help if it is the server that has too much to do.
func (h *host) strained(c *conn) {
	if c.settled {
		c.streams = min(c.streams, max(c.inFlight, 1))
	}
	h.refusedAt = time.Now()
}

// settings is what a server allows; given is unset where its SETTINGS don't say how many streams.
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

// goAway is the server's word that it will process streams up to last, and no others (RFC 9113,
// section 6.8).
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

// ended is the end of a connection.
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

// closed counts a connection that needs no descriptor any more.
func (h *host) closed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open--
	h.serve()
}

// retire has no more requests sent on c. It is called with the lock held.
func (h *host) retire(c *conn) {
	c.ended = true
	h.settleIdle(c)
	if i := slices.Index(h.conns, c); i >= 0 {
		h.conns = slices.Delete(h.conns, i, i+1)
	}
}

// takeIdle takes out the connections that no request uses.
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

// isIdle reports whether there is nothing to forget but what was learned.
func (h *host) isIdle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open == 0
}
