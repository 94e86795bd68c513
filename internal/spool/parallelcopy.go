package spool

import (
	"hash"
	"io"
	"sync/atomic"

	"github.com/sourcegraph/conc"
)

// A copySlot is memory for a parallelCopy: a buffer for each of its goroutines. A chunk stays with
// one processor, which has it in its cache from the first step to the last: larger ones are slower,
// and so are smaller ones, which cost more system calls.
type copySlot [copyGoroutines][chunkSize]byte

const (
	chunkSize      = 128 << 10
	copyGoroutines = 3
	parallelFrom   = 1 << 20 // the size from which a body is worth a slot
	maxCopies      = 4       // bodies that are copied in parallel at a time; where more are large all processors are busy anyway
)

// copySlots are those that no body has; nil is one that was not made yet. One that was made stays
// for the next body.
type copySlots chan *copySlot

func newCopySlots() copySlots {
	s := make(copySlots, maxCopies)
	for range maxCopies {
		s <- nil
	}
	return s
}

// enter returns a slot; nil where none is free. It must be left.
func (s copySlots) enter() *copySlot {
	select {
	case free := <-s:
		if free == nil {
			free = new(copySlot)
		}
		return free
	default:
		return nil
	}
}

func (s copySlots) leave(left *copySlot) { s <- left }

// A parallelCopy takes in one body by several goroutines. Each reads a chunk, writes it and hashes
// it in turn; while it writes, another reads the next chunk.
type parallelCopy struct {
	read  func(p []byte) (int, error) // is called by one at a time, and not again after an error
	file  io.WriterAt
	hash  hash.Hash
	abort func(error) // ends a call of read that is on

	reading chan struct{} // has room for who reads, which may take as long as the network does
	at      int64         // where in the file the next chunk begins
	ended   bool          // nothing more is to be read
	readErr error         // what the reading ended with
	last    chan struct{} // closed when the chunk that was read last is hashed; nil before the first

	failed   atomic.Bool // writeErr is set, or there was a panic
	writeErr error
}

// run copies the body. What was read is then written and hashed, unless writing failed, which is
// the worse of the two errors. A panic is passed on when all goroutines have ended.
func (c *parallelCopy) run(slot *copySlot) (readErr, writeErr error) {
	c.reading = make(chan struct{}, 1)
	var all conc.WaitGroup
	for i := range slot {
		all.Go(func() {
			for c.copyChunk(slot[i][:]) {
			}
		})
	}
	all.Wait()
	return c.readErr, c.writeErr
}

// copyChunk reads, writes and hashes a chunk, and reports whether there was one.
func (c *parallelCopy) copyChunk(buf []byte) bool {
	p := c.fill(buf)
	if len(p.bytes) == 0 {
		return false
	}
	returned := false
	defer func() {
		if !returned {
			c.fail(nil)
		}
		p.waitTurn()
		close(p.hashed)
	}()
	if _, err := c.file.WriteAt(p.bytes, p.at); err != nil {
		c.fail(err)
	}
	p.waitTurn()
	c.hash.Write(p.bytes)
	returned = true
	return true
}

// A chunk is a part of a body that was read.
type chunk struct {
	bytes  []byte
	at     int64
	before chan struct{} // closed when what goes before it is hashed; nil where nothing does
	hashed chan struct{} // closed when it is hashed itself
}

// waitTurn waits until what goes before is hashed.
func (p *chunk) waitTurn() {
	if p.before != nil {
		<-p.before
	}
}

// fill fills buf as far as the body goes. The chunk is empty after the end.
func (c *parallelCopy) fill(buf []byte) chunk {
	c.reading <- struct{}{}
	defer func() { <-c.reading }()
	filled := 0
	for filled < len(buf) && !c.ended && !c.failed.Load() {
		c.ended = true // after a panic
		n, err := c.read(buf[filled:])
		filled += n
		c.ended, c.readErr = err != nil, err
	}
	if filled == 0 {
		return chunk{}
	}
	p := chunk{bytes: buf[:filled], at: c.at, before: c.last, hashed: make(chan struct{})}
	c.at += int64(filled)
	c.last = p.hashed
	return p
}

// fail has the reading end; err is nil in a panic.
func (c *parallelCopy) fail(err error) {
	if c.failed.CompareAndSwap(false, true) {
		c.writeErr = err
		c.abort(err)
	}
}
