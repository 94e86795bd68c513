package spool

import (
	"io"
	"sync/atomic"

	"github.com/sourcegraph/conc"
)

// A copySlot is the memory of a parallelCopy: a buffer for each of its goroutines. A chunk stays
// with one processor, and in its cache from the first step to the last. Larger chunks are slower.
// Smaller chunks are slower too, since they cost more system calls.
type copySlot [copyGoroutines][chunkSize]byte

const (
	chunkSize      = 128 << 10
	copyGoroutines = 3
	parallelFrom   = 1 << 20 // the size from which a body gets a slot
	maxCopies      = 4       // bodies that are copied in parallel at a time; more would find all processors busy
)

// copySlots are the free slots. A nil slot has not been made. A slot that was made stays for the
// next body.
type copySlots chan *copySlot

func newCopySlots() copySlots {
	s := make(copySlots, maxCopies)
	for range maxCopies {
		s <- nil
	}
	return s
}

// enter returns a slot, which the caller must give back by leave. If none is free, it returns nil.
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

// A parallelCopy receives one body by several goroutines. Each reads a chunk, writes it and hashes
// it. While it writes, another reads the next chunk.
type parallelCopy struct {
	read   func(p []byte) (int, error) // called by one goroutine at a time, and not again after an error
	file   io.WriterAt
	hashes *hashes
	abort  func(error) // ends a current call of read

	reading chan struct{} // a lock for reading, which may take as long as the network
	at      int64         // where in the file the next chunk begins
	ended   bool          // reading has ended
	readErr error         // the error of reading
	last    chan struct{} // closed when the last chunk read is hashed; nil before the first

	failed   atomic.Bool // writeErr is set, or there was a panic
	writeErr error
}

// run copies the body. All bytes that were read are written and hashed, unless writing fails; a
// write error is more serious than a read error. After all goroutines have ended, a panic is passed
// on.
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

// copyChunk reads, writes and hashes a chunk. If there was no chunk, it returns false.
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
	c.hashes.Write(p.bytes)
	returned = true
	return true
}

// A chunk is a part of a body that was read.
type chunk struct {
	bytes  []byte
	at     int64
	before chan struct{} // closed when the chunk before is hashed; nil for the first
	hashed chan struct{} // closed when this chunk is hashed
}

// waitTurn waits until the chunk before is hashed.
func (p *chunk) waitTurn() {
	if p.before != nil {
		<-p.before
	}
}

// fill reads a chunk into buf. After the end of the body the chunk is empty.
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

// fail ends the reading. In a panic err is nil.
func (c *parallelCopy) fail(err error) {
	if c.failed.CompareAndSwap(false, true) {
		c.writeErr = err
		c.abort(err)
	}
}
