package spool

import "sync"

const (
	smallSize = 4 << 10  // size of a body's first buffer, which is enough for most bodies
	largeSize = 64 << 10 // size of the second buffer; a larger body goes to a file
)

// A buffer is memory for a body, of smallSize or largeSize bytes. Buffers are used again, so memory
// depends on the bodies in flight.
type buffer []byte

var (
	small = sync.Pool{New: func() any { b := make(buffer, smallSize); return &b }}
	large = sync.Pool{New: func() any { b := make(buffer, largeSize); return &b }}
)

func newBuffer() *buffer { return small.Get().(*buffer) }

func newLargeBuffer() *buffer { return large.Get().(*buffer) }

// enlarge returns a large buffer with the content of b, and releases b.
func (b *buffer) enlarge() *buffer {
	larger := newLargeBuffer()
	copy(*larger, *b)
	b.release()
	return larger
}

func (b *buffer) isSmall() bool { return len(*b) < largeSize }

// release ends the use of b.
func (b *buffer) release() {
	if b.isSmall() {
		small.Put(b)
	} else {
		large.Put(b)
	}
}
