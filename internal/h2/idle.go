package h2

import (
	"container/list"
	"sync"
)

// An idleList contains the connections of all hosts that no request uses, the longest idle first. A
// goroutine that holds the lock of a host may take the lock of the list, but not the other way
// round.
type idleList struct {
	mu  sync.Mutex
	all list.List // of *conn
}

func (l *idleList) add(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.idle == nil {
		c.idle = l.all.PushBack(c)
	}
}

func (l *idleList) remove(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.idle != nil {
		l.all.Remove(c.idle)
		c.idle = nil
	}
}

// surplus removes and returns the connection that has been idle longest. If there are no more than
// most connections, it returns nil.
func (l *idleList) surplus(most int) *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all.Len() <= most {
		return nil
	}
	c := l.all.Remove(l.all.Front()).(*conn)
	c.idle = nil
	return c
}

// settleIdle adds a connection to the list if no request uses it. Else it removes the connection.
// It is called with the lock of the host held.
func (h *host) settleIdle(c *conn) {
	switch {
	case c.inFlight > 0 || c.ended:
		if c.listed {
			c.listed = false
			h.t.idle.remove(c)
		}
	case !c.listed:
		c.listed = true
		h.t.idle.add(c)
	}
}

// closeSurplus closes idle connections beyond MaxIdle. It is called without a host's lock.
func (t *Transport) closeSurplus() {
	if t.MaxIdle == 0 {
		return
	}
	for c := t.idle.surplus(t.MaxIdle); c != nil; c = t.idle.surplus(t.MaxIdle) {
		if c.host.retireIdle(c) {
			c.client.Close() // nothing is on its way
		}
	}
}

// retireIdle retires a connection, unless it has been taken by a request or has ended meanwhile.
func (h *host) retireIdle(c *conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.inFlight > 0 || c.ended {
		return false
	}
	h.retire(c)
	return true
}
