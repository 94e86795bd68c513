package h1

import (
	"errors"
	"time"
)

// Why a connection is not kept, as a trace's PutIdleConn is told.
var (
	errKeepsNone = errors.New("http: putIdleConn: keep alives disabled")
	errFull      = errors.New("http: putIdleConn: too many idle connections for host")
	errClearing  = errors.New("http: putIdleConn: CloseIdleConnections was called")
)

// take returns a connection on which the server has said nothing since; nil without one.
func (t *Transport) take(to destination) *conn {
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

// adoptedFor is for how long a connection that was adopted may be used.
const adoptedFor = time.Second

// quiet reports whether the server has said nothing since. To one that was adopted it has, as TLS
// has it do, so that one has to be young: a server says no more before it has waited for a request
// for some time.
func (c *conn) quiet(now time.Time) bool {
	if !c.used {
		return c.age(now) < adoptedFor
	}
	return c.spy.quiet()
}

func (t *Transport) tooOld(c *conn, now time.Time) bool {
	return t.IdleTimeout > 0 && c.age(now) >= t.IdleTimeout
}

// age is for how long c has been idle, by that clock which says more: the one on the wall may be
// set back, and the other one stands still while a machine sleeps.
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

// keep returns the connection that has no room now, which may be c itself; nil if there is room for
// all.
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

// arm sets the timer; the caller has the lock.
func (t *Transport) arm(after time.Duration) {
	t.idle.armed = true
	if t.idle.timer == nil {
		t.idle.timer = time.AfterFunc(after, t.expire)
	} else {
		t.idle.timer.Reset(after)
	}
}

// expire closes what has been idle for too long.
func (t *Transport) expire() {
	for _, c := range t.expired(time.Now()) {
		c.Close() // nothing is on its way
	}
}

// expired takes what is too old out of the list, and sets the timer for the rest.
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
