package h1

import (
	"container/list"
	"slices"
	"sync"
	"time"
)

// An idleList has the connections that wait for a request. One timer serves them all.
type idleList struct {
	mu       sync.Mutex
	byOrigin map[origin][]*conn // each in the order in which they came
	all      list.List          // of *conn, in that order
	timer    *time.Timer        // nil before the first
	armed    bool
	clearing bool // nothing is kept until the next request
}

// newest takes out the connection that came last; nil without one.
func (l *idleList) newest(to origin) *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clearing = false
	of := l.byOrigin[to]
	if len(of) == 0 {
		return nil
	}
	c := of[len(of)-1]
	l.remove(c)
	return c
}

// clear takes out all.
func (l *idleList) clear() (all []*conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clearing = true
	for l.all.Len() > 0 {
		c := l.all.Front().Value.(*conn)
		l.remove(c)
		all = append(all, c)
	}
	if l.timer != nil {
		l.timer.Stop()
		l.armed = false
	}
	return all
}

// add and remove are called with the lock held.
func (l *idleList) add(c *conn) {
	if l.byOrigin == nil {
		l.byOrigin = make(map[origin][]*conn)
	}
	l.byOrigin[c.to] = append(l.byOrigin[c.to], c)
	c.place = l.all.PushBack(c)
}

func (l *idleList) remove(c *conn) {
	l.all.Remove(c.place)
	of := l.byOrigin[c.to]
	i := slices.Index(of, c)
	if of = slices.Delete(of, i, i+1); len(of) == 0 {
		delete(l.byOrigin, c.to)
	} else {
		l.byOrigin[c.to] = of
	}
}
