package h2

import (
	"slices"
	"time"
)

const (
	// dialTurns is the number of requests in turn that take as long as a dial: TCP needs a round
	// trip before a request can be sent, and so does TLS 1.3.
	dialTurns = 2

	// shares divides the requests of a connection that will not last long. It has one share in
	// flight at a time, so that it is still of use while its successor is dialed.
	shares = 4 * dialTurns

	// dialPause is how long no connection is dialed after a failed dial or a refused stream, if
	// there is another connection.
	dialPause = time.Second
)

// dialsNeeded returns the number of dials to start. While the limit of streams is not known, one
// connection or dial is enough. Then the waiting requests need as many as have room for them.
func (h *host) dialsNeeded(now time.Time) int {
	waiting := h.waiting.Len()
	switch {
	case !h.settled && (waiting == 0 || len(h.conns)+len(h.dials) > 0):
		return 0
	case !h.settled:
		return 1
	case len(h.conns) > 0 && (h.streams == 0 || now.Sub(h.refusedAt) < dialPause):
		return 0
	}
	n := ceilDiv(waiting, h.width(h.streams)) - len(h.dials)
	ahead := h.successors() - len(h.dials)
	if most := h.t.MaxConnsPerHost; most > 0 {
		ahead = min(ahead, most-h.open)
	}
	return max(n, ahead, 0)
}

// successors returns the number of connections to dial ahead if connections last few requests. They
// replace the connections that end within the time of a dial, for the waiting requests and for one
// request after each that is in flight. If no request follows, at most a third of all connections
// so far was dialed in vain.
func (h *host) successors() int {
	if h.lasted.longest() == 0 {
		return 0
	}
	width := h.width(h.streams)
	unused, requests := 0, h.waiting.Len()+h.inFlight
	for _, c := range h.conns {
		if !c.used {
			unused++
		}
		if c.lasts == 0 || c.lasts-c.sent > dialTurns*width {
			requests -= width
		}
	}
	return min(ceilDiv(requests, width), ceilDiv(h.waiting.Len(), width)+max(h.used/2-unused, 0))
}

// width returns the number of requests that may be in flight on a connection with a limit of
// streams.
func (h *host) width(streams int) int {
	if lasts := h.lasted.longest(); lasts > 0 {
		streams = min(streams, ceilDiv(lasts, shares))
	}
	return max(streams, 1)
}

// hasRoom reports whether another request may be sent on c now. While the host's limit of streams
// is not known, c has one request or earlyStreams, since the limit may be as low. net/http would
// make requests beyond the limit wait for each other.
func (h *host) hasRoom(c *conn) bool {
	most := 1
	if h.t.MayLeave {
		most = earlyStreams
	}
	switch {
	case c.lasts > 0 && c.sent >= c.lasts:
		return false
	case c.settled && c.streams == 0:
		return false
	case c.settled:
		most = h.width(c.streams)
	case h.settled:
		most = h.width(h.streams)
	}
	return c.inFlight < most && c.client.Available() > 0
}

// ceilDiv returns a / b rounded up. If a is negative, it returns 0.
func ceilDiv(a, b int) int {
	if a <= 0 {
		return 0
	}
	return (a + b - 1) / b
}

// lifetimes are the numbers of requests that the last few connections processed before the server
// ended them during use.
type lifetimes struct {
	recent    [4]int
	n         int
	announced bool // a connection ended with GOAWAY and NO_ERROR, which is the server's rule and no accident
}

func (l *lifetimes) add(requests int, announced bool) {
	if requests > 0 {
		l.recent[l.n%len(l.recent)] = requests
		l.n++
		l.announced = l.announced || announced
	}
}

// areShort reports whether connections last for shortLife requests at most.
func (l *lifetimes) areShort() bool {
	longest := l.longest()
	return 0 < longest && longest <= shortLife && (l.announced || l.n >= len(l.recent))
}

// longest returns the largest lifetime; 0 if there is none. A connection that broke early is little
// evidence about the others.
func (l *lifetimes) longest() int { return slices.Max(l.recent[:]) }
