package h2_test

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// A lagConn is one end of a connection that delays each byte.
type lagConn struct {
	delay   time.Duration // one way
	in      *lagQueue
	out     *lagQueue
	pending []byte
}

// lagPipe is like net.Pipe with a delay and a buffer for the bytes in transit.
func lagPipe(delay time.Duration) (client, server *lagConn) {
	up, down := newLagQueue(), newLagQueue()
	return &lagConn{delay: delay, in: down, out: up}, &lagConn{delay: delay, in: up, out: down}
}

func (c *lagConn) Read(p []byte) (int, error) {
	if len(c.pending) == 0 {
		sent, err := c.in.pop()
		if err != nil {
			return 0, err
		}
		time.Sleep(time.Until(sent.due))
		c.pending = sent.bytes
		if c.pending == nil {
			return 0, io.EOF
		}
	}
	n := copy(p, c.pending)
	c.pending = c.pending[n:]
	return n, nil
}

func (c *lagConn) Write(p []byte) (int, error) {
	return len(p), c.out.push(lagged{append([]byte{}, p...), time.Now().Add(c.delay)})
}

// After Close the other end reads io.EOF after the delay, and this end reads an error at once.
func (c *lagConn) Close() error {
	c.out.push(lagged{nil, time.Now().Add(c.delay)}) // fails only if the queue is closed already
	c.in.close()
	c.out.closeToWriters()
	return nil
}

func (c *lagConn) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (c *lagConn) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (c *lagConn) SetDeadline(time.Time) error      { return errors.ErrUnsupported }
func (c *lagConn) SetReadDeadline(time.Time) error  { return errors.ErrUnsupported }
func (c *lagConn) SetWriteDeadline(time.Time) error { return errors.ErrUnsupported }

// A lagged is bytes in transit; nil bytes mean io.EOF.
type lagged struct {
	bytes []byte
	due   time.Time
}

type lagQueue struct {
	mu               sync.Mutex
	more             sync.Cond
	queue            []lagged
	closed, noWrites bool
}

func newLagQueue() *lagQueue {
	q := new(lagQueue)
	q.more.L = &q.mu
	return q
}

func (q *lagQueue) push(l lagged) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.noWrites {
		return os.ErrClosed
	}
	q.queue = append(q.queue, l)
	q.more.Signal()
	return nil
}

func (q *lagQueue) pop() (lagged, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.queue) == 0 && !q.closed {
		q.more.Wait()
	}
	if q.closed {
		return lagged{}, net.ErrClosed
	}
	l := q.queue[0]
	q.queue = q.queue[1:]
	return l, nil
}

func (q *lagQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.more.Broadcast()
}

func (q *lagQueue) closeToWriters() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.noWrites = true
}
