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
	byOrigin map[destination]*[]*conn // each in the order in which they came, and none empty
	all      list.List                // of *conn, in that order
	timer    *time.Timer              // nil before the first
	armed    bool
	clearing bool // nothing is kept until the next request
}

// newest takes out the connection that came last; nil without one.
func (l *idleList) newest(to destination) *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clearing = false
	of := l.byOrigin[to]
	if of == nil {
		return nil
	}
	c := (*of)[len(*of)-1]
	l.removeFrom(of, c)
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

// count is that of the connections to an origin. This and the following are called with the lock
// held.
func (l *idleList) count(to destination) int {
	if of := l.byOrigin[to]; of != nil {
		return len(*of)
	}
	return 0
}

func (l *idleList) add(c *conn) {
	of := l.byOrigin[c.to]
	if of == nil {
		if l.byOrigin == nil {
			l.byOrigin = make(map[destination]*[]*conn)
		}
		of = new([]*conn)
		l.byOrigin[c.to] = of
	}
	*of = append(*of, c)
	c.place = l.all.PushBack(c)
}

func (l *idleList) remove(c *conn) { l.removeFrom(l.byOrigin[c.to], c) }

func (l *idleList) removeFrom(of *[]*conn, c *conn) {
	l.all.Remove(c.place)
	i := len(*of) - 1 // mostly it is the newest
	if (*of)[i] != c {
		i = slices.Index(*of, c)
	}
	if *of = slices.Delete(*of, i, i+1); len(*of) == 0 {
		delete(l.byOrigin, c.to)
	}
}
