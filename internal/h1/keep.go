package h1

import (
	"errors"
	"time"
)

// The reasons why a connection is not kept, for PutIdleConn of a trace.
var (
	errKeepsNone = errors.New("http: putIdleConn: keep alives disabled")
	errFull      = errors.New("http: putIdleConn: too many idle connections for host")
	errClearing  = errors.New("http: putIdleConn: CloseIdleConnections was called")
)

// popIdle returns a kept connection on which the server has sent nothing since. If there is none,
// it returns nil.
func (t *Transport) popIdle(to destination) *conn {
	for {
		c := t.idle.newest(to)
		if c == nil {
			return nil
		}
		if now := time.Now(); !t.tooOld(c, now) && c.quiet(now) {
			return c
		}
		c.abort()
	}
}

// adoptedFor is the longest time that an adopted connection may wait for its first request.
const adoptedFor = time.Second

// quiet reports whether the server has sent nothing while c was idle. On an adopted connection TLS
// session tickets may have come. So an adopted connection counts as quiet only while it is younger
// than adoptedFor.
func (c *conn) quiet(now time.Time) bool {
	if !c.used {
		return c.age(now) < adoptedFor
	}
	return c.spy.quiet()
}

func (t *Transport) tooOld(c *conn, now time.Time) bool {
	return t.IdleTimeout > 0 && c.age(now) >= t.IdleTimeout
}

// age returns how long c has been idle, by the clock that shows more. The wall clock may be set
// back, and the monotonic clock may stop while the machine sleeps.
func (c *conn) age(now time.Time) time.Duration {
	return max(now.Sub(c.idleSince), now.Round(0).Sub(c.idleSince.Round(0)))
}

// put keeps a connection, or closes it and returns the reason.
func (t *Transport) put(c *conn) error {
	c.used, c.idleSince = true, time.Now()
	surplus, err := t.keep(c)
	if surplus != nil {
		surplus.Close() // nothing is on its way
	}
	return err
}

// keep adds c to the idle list. It returns a connection for which there is no room, which may be c;
// nil if there is room for all.
func (t *Transport) keep(c *conn) (surplus *conn, err error) {
	l := &t.idle
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case t.maxIdlePerHost() < 0:
		return c, errKeepsNone
	case l.clearing:
		return c, errClearing
	case l.count(c.to) >= t.maxIdlePerHost():
		return c, errFull
	}
	l.add(c)
	if t.MaxIdle > 0 && l.all.Len() > t.MaxIdle {
		surplus = l.all.Front().Value.(*conn)
		l.remove(surplus)
	}
	if t.IdleTimeout > 0 && !l.armed {
		t.arm(t.IdleTimeout)
	}
	return surplus, nil
}

// arm sets the timer. The caller must hold the lock.
func (t *Transport) arm(after time.Duration) {
	t.idle.armed = true
	if t.idle.timer == nil {
		t.idle.timer = time.AfterFunc(after, t.expire)
	} else {
		t.idle.timer.Reset(after)
	}
}

// expire closes the connections that have been idle for too long.
func (t *Transport) expire() {
	for _, c := range t.expired(time.Now()) {
		c.Close() // nothing is on its way
	}
}

// expired removes and returns the connections that are too old, and sets the timer for the others.
func (t *Transport) expired(now time.Time) (old []*conn) {
	l := &t.idle
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = false
	for l.all.Len() > 0 {
		c := l.all.Front().Value.(*conn)
		if !t.tooOld(c, now) {
			t.arm(t.IdleTimeout - c.age(now))
			break
		}
		l.remove(c)
		old = append(old, c)
	}
	return old
}
