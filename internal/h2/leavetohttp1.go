package h2

import "net/url"

// shortLife is the largest number of requests of a connection whose life counts as short. HTTP/1.1
// is better for a host with such connections: it costs as many handshakes, and all requests get
// their own connections at once.
const shortLife = 16

// leaveToHTTP1 ends all waits with the error why. If MayLeave is set, no more requests go to the
// host. It is called with the lock held.
func (h *host) leaveToHTTP1(why error) {
	if h.t.MayLeave {
		h.left = why
		h.cancelDials()
	}
	h.refuse(why)
}

// isBetterLeft reports whether HTTP/1.1 is better for the waiting requests than further
// connections.
func (h *host) isBetterLeft() bool {
	if !h.t.MayLeave || h.stays || h.waiting.Len() == 0 {
		return false
	}
	return h.settled && h.streams == 1 || h.lasted.areShort() && !h.hasOutlived(shortLife)
}

// hasOutlived reports whether a connection has had more answers than the number requests.
func (h *host) hasOutlived(requests int) bool {
	for _, c := range h.conns {
		if c.finished > requests {
			return true
		}
	}
	return false
}

// Stay keeps the host of a URL on HTTP/2 for good, even if HTTP/1.1 is better for it.
func (t *Transport) Stay(u *url.URL) {
	h := t.enter(u)
	defer h.users.Add(-1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stays = true
	if h.left == ErrBetterByHTTP1 {
		h.left = nil
	}
}
