package httpclient

import (
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A coalescingConn is a connection that gathers writes, after a call of gather: while it is busy
// with one write, it makes a single write of the following. Streams of HTTP/2 write their requests
// one by one. If they are gathered, the system sends one packet for several of them, and the server
// reads one.
//
// The gathered bytes are written after Write has returned. So an error is returned by a later
// Write, or by Read.
type coalescingConn struct {
	net.Conn
	on atomic.Bool

	mu      sync.Mutex
	waiting []byte    // bytes to be written
	spare   []byte    // the next waiting, while the other buffer is written
	less    sync.Cond // signals that fewer bytes wait, that err is set, or that writing has ended
	writing bool      // a goroutine writes the waiting bytes
	closing bool
	err     error // the error that ended all writing
}

// gatherMost is the number of waiting bytes from which Write blocks.
const gatherMost = 64 << 10

func newCoalescingConn(c net.Conn) *coalescingConn {
	g := &coalescingConn{Conn: c}
	g.less.L = &g.mu
	return g
}

// NetConn returns the connection below, as NetConn of *tls.Conn does.
func (g *coalescingConn) NetConn() net.Conn { return g.Conn }

// gather begins to gather writes. No write may be in progress.
func (g *coalescingConn) gather() { g.on.Store(true) }

func (g *coalescingConn) Write(p []byte) (int, error) {
	if !g.on.Load() {
		return g.Conn.Write(p)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.waiting) >= gatherMost && g.err == nil {
		g.less.Wait()
	}
	if g.err != nil {
		return 0, g.err
	}
	g.waiting = append(g.waiting, p...)
	if !g.writing {
		g.writing = true
		go g.write()
	}
	return len(p), nil
}

// SetWriteDeadline and SetDeadline have no effect on gathered bytes, which are written after Write
// has returned.
func (g *coalescingConn) SetWriteDeadline(t time.Time) error {
	if g.on.Load() {
		return nil
	}
	return g.Conn.SetWriteDeadline(t)
}

func (g *coalescingConn) SetDeadline(t time.Time) error {
	if g.on.Load() {
		return g.Conn.SetReadDeadline(t)
	}
	return g.Conn.SetDeadline(t)
}

// lastWrites is the longest time that Close waits for the gathered bytes. The last of them are the
// close_notify of TLS.
const lastWrites = time.Second

// Close waits until the gathered bytes are written. A second call in that time closes at once.
func (g *coalescingConn) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.writing && !g.closing {
		g.closing = true
		g.Conn.SetWriteDeadline(time.Now().Add(lastWrites)) // after an error nothing more is written
		for g.writing {
			g.less.Wait()
		}
	}
	return g.Conn.Close()
}

// write writes until no bytes wait. At first it lets other goroutines go on that are about to
// write.
func (g *coalescingConn) write() {
	runtime.Gosched()
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.waiting) > 0 && g.err == nil {
		g.writeOnce()
	}
	g.writing = false
	g.less.Broadcast()
}

// writeOnce unlocks the lock while it writes.
func (g *coalescingConn) writeOnce() {
	p := g.waiting
	g.waiting = g.spare[:0]
	g.less.Broadcast()
	g.mu.Unlock()
	_, err := g.Conn.Write(p)
	g.mu.Lock()
	g.spare, g.err = p, err
	if err != nil {
		g.less.Broadcast()
	}
}
