package h1

import (
	"container/list"
	"slices"
	"sync"
	"time"
)

// An idleList has the connections that wait for a request. It has one timer for all of them.
type idleList struct {
	mu       sync.Mutex
	byOrigin map[destination]*[]*conn // the oldest first; no slice is empty
	all      list.List                // of *conn, the oldest first
	timer    *time.Timer              // nil before the first use
	armed    bool
	clearing bool // nothing is kept until the next request
}

// newest removes and returns the newest connection to a destination. If there is none, it returns
// nil.
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

// clear removes and returns all connections.
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

// count returns the number of connections to a destination. The caller of count, add and remove
// must hold the lock.
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
