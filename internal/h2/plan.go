package h2

import (
	"slices"
	"time"
)

// dialPause is how long no connection is dialed after a dial that failed, as long as there is another connection.
const dialPause = time.Second

// dialsNeeded returns how many dials are to be started. While the limit of streams is not known there is one connection, or
// one dial.
//
// Then the requests that wait need as many as can take them. If connections last few requests, each dial takes longer than its
// predecessors can be used for; so the requests that will follow those in flight need some too. They are counted half:
// if none follow, at most a third of the connections has been made for nothing.
func (h *host) dialsNeeded(now time.Time) int {
	waiting := h.waiting.Len()
	if !h.settled {
		if waiting == 0 || len(h.conns)+len(h.dials) > 0 {
			return 0
		}
		return 1
	}
	if len(h.conns) > 0 && now.Sub(h.failedAt) < dialPause {
		return 0
	}
	n := ceilDiv(waiting, h.width(h.streams))
	if lasts := h.lasted.longest(); lasts > 0 {
		n = max(n, ceilDiv(waiting+h.inFlight/2-h.left(), lasts))
	}
	n -= len(h.dials)
	if most := h.t.MaxConnsPerHost; most > 0 {
		n = min(n, most-h.open)
	}
	return max(n, 0)
}

// left returns how many requests the connections are still good for.
func (h *host) left() (n int) {
	for _, c := range h.conns {
		n += max(c.lasts-c.sent, 0)
	}
	return n
}

// width returns how many requests may be in flight on a connection whose limit of streams is given. A connection that
// will not last long has a quarter of its requests at a time, so that there is time to dial its successor.
func (h *host) width(streams int) int {
	if lasts := h.lasted.longest(); lasts > 0 {
		streams = min(streams, ceilDiv(lasts, 4))
	}
	return max(streams, 1)
}

// hasRoom reports whether another request may be sent on c now.
func (h *host) hasRoom(c *conn) bool {
	switch {
	case c.lasts > 0 && c.sent >= c.lasts:
		return false
	case c.settled:
		return c.streams > 0 && c.inFlight < h.width(c.streams)
	case h.settled:
		return c.inFlight < h.width(h.streams)
	}
	return c.inFlight == 0
}

func ceilDiv(a, b int) int {
	if a <= 0 {
		return 0
	}
	return (a + b - 1) / b
}

// lifetimes are the requests that the last few connections processed before the server ended them in the midst of use.
type lifetimes struct {
	recent [4]int
	n      int
}

func (l *lifetimes) add(requests int) {
	if requests > 0 {
		l.recent[l.n%len(l.recent)] = requests
		l.n++
	}
}

// longest returns the largest of them; 0 if there are none.
func (l *lifetimes) longest() int { return slices.Max(l.recent[:]) }
