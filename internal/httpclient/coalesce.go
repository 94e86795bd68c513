package httpclient

import (
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A coalescingConn is a connection that makes one write of those that come while it is busy with
// the one before, once it is told to. Streams of HTTP/2 write their requests one by one: gathered,
// the system has one packet to send for several of them, and the server one to read.
//
// What is gathered is written after Write has returned, so that an error is that of a later Write,
// or of Read.
type coalescingConn struct {
	net.Conn
	on atomic.Bool

	mu      sync.Mutex
	waiting []byte    // to be written
	spare   []byte    // to wait next, while the other one is written
	less    sync.Cond // waits for less to be waiting, for err, or for the end of writing
	writing bool      // somebody writes what waits
	closing bool
	err     error // that ended all writing
}

// gatherMost is how many bytes wait before Write does.
const gatherMost = 64 << 10

func newCoalescingConn(c net.Conn) *coalescingConn {
	g := &coalescingConn{Conn: c}
	g.less.L = &g.mu
	return g
}

// NetConn returns the connection below, as that of *tls.Conn does.
func (g *coalescingConn) NetConn() net.Conn { return g.Conn }

// gather begins the gathering. Nothing may be written at that moment.
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

// SetWriteDeadline and SetDeadline are of no effect on what is gathered, which is written when
// Write has returned.
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

// lastWrites is how long Close waits for what was gathered, with the farewell of TLS as its last.
const lastWrites = time.Second

// Close lets what was gathered be written; called again meanwhile it does not.
func (g *coalescingConn) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.writing && !g.closing {
		g.closing = true
		g.Conn.SetWriteDeadline(time.Now().Add(lastWrites)) // an error means that nothing is written any more
		for g.writing {
			g.less.Wait()
		}
	}
	return g.Conn.Close()
}

// write writes until nothing waits. Whoever is about to write as well goes first.
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

// writeOnce lets go of the lock while it writes.
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
