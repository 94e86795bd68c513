package h2

import "net/url"

// shortLife is the most requests on a connection with which a host is better off by HTTP/1.1: each
// connection costs as many handshakes there as here, and all requests get their own at once.
const shortLife = 16

// leaveToHTTP1 ends all waits for why. If MayLeave is set no request goes to the host any more. It
// is called with the lock held.
func (h *host) leaveToHTTP1(why error) {
	if h.t.MayLeave {
		h.left = why
		h.cancelDials()
	}
	h.refuse(why)
}

// isBetterLeft reports whether the requests that wait are better off by HTTP/1.1 than with further
// connections.
func (h *host) isBetterLeft() bool {
	if !h.t.MayLeave || h.stays || h.waiting.Len() == 0 {
		return false
	}
	return h.settled && h.streams == 1 || h.lasted.areShort() && !h.hasOutlived(shortLife)
}

// hasOutlived reports whether a connection has had more answers than that.
func (h *host) hasOutlived(requests int) bool {
	for _, c := range h.conns {
		if c.finished > requests {
			return true
		}
	}
	return false
}

// Stay has the host of a URL spoken to by HTTP/2 for good, although it is better off by HTTP/1.1.
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
