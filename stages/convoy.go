package stages

import (
	"hash"
	"io"
	"sync/atomic"

	"github.com/sourcegraph/conc"
)

// A convoy is one body on its way through a lane.
type convoy struct {
	read  func(p []byte) (int, error) // is called by one at a time, and not again after an error
	file  io.WriterAt
	hash  hash.Hash
	abort func(error) // ends a call of read that is on

	reading chan struct{} // has room for who reads, which may take as long as the network does
	at      int64         // where in the file the next piece begins
	ended   bool          // nothing more is to be read
	readErr error         // what the reading ended with
	last    chan struct{} // closed when the piece that was read last is hashed; nil before the first

	failed   atomic.Bool // writeErr is set, or there was a panic
	writeErr error
}

// run takes the body through. What was read is then written and hashed, unless there was an error in writing, which is the worse
// one of the two. A panic is passed on when all is at rest.
func (c *convoy) run(l *lane) (readErr, writeErr error) {
	c.reading = make(chan struct{}, 1)
	var all conc.WaitGroup
	for i := range l {
		all.Go(func() {
			for c.take(l[i][:]) {
			}
		})
	}
	all.Wait()
	return c.readErr, c.writeErr
}

// take reads, writes and hashes a piece, and reports whether there was one.
func (c *convoy) take(room []byte) bool {
	p := c.fill(room)
	if len(p.bytes) == 0 {
		return false
	}
	returned := false
	defer func() {
		if !returned {
			c.fail(nil)
		}
		p.inTurn()
		close(p.hashed)
	}()
	if _, err := c.file.WriteAt(p.bytes, p.at); err != nil {
		c.fail(err)
	}
	p.inTurn()
	c.hash.Write(p.bytes)
	returned = true
	return true
}

// A cargo is what was read for a piece.
type cargo struct {
	bytes  []byte
	at     int64
	before chan struct{} // closed when what goes before it is hashed; nil where nothing does
	hashed chan struct{} // closed when it is hashed itself
}

// inTurn waits until what goes before is hashed.
func (p *cargo) inTurn() {
	if p.before != nil {
		<-p.before
	}
}

// fill fills room as far as the body goes. It is empty after the end.
func (c *convoy) fill(room []byte) cargo {
	c.reading <- struct{}{}
	defer func() { <-c.reading }()
	filled := 0
	for filled < len(room) && !c.ended && !c.failed.Load() {
		c.ended = true // after a panic
		n, err := c.read(room[filled:])
		filled += n
		c.ended, c.readErr = err != nil, err
	}
	if filled == 0 {
		return cargo{}
	}
	p := cargo{bytes: room[:filled], at: c.at, before: c.last, hashed: make(chan struct{})}
	c.at += int64(filled)
	c.last = p.hashed
	return p
}

// fail has the reading end; err is nil in a panic.
func (c *convoy) fail(err error) {
	if c.failed.CompareAndSwap(false, true) {
		c.writeErr = err
		c.abort(err)
	}
}
