package stages

import "sync"

const (
	spillAt = 64 << 10 // the size up to which a body stays in memory
	startAt = 4 << 10  // the size of a body's first buffer, which is enough for most
)

// A buffer is memory for a body, of startAt or spillAt bytes. Buffers are shared, so that memory follows the bodies in
// flight and not those that were.
type buffer []byte

var (
	small = sync.Pool{New: func() any { b := make(buffer, startAt); return &b }}
	large = sync.Pool{New: func() any { b := make(buffer, spillAt); return &b }}
)

func newBuffer() *buffer { return small.Get().(*buffer) }

func newLargeBuffer() *buffer { return large.Get().(*buffer) }

// enlarge returns a large buffer with what is in b, which ends with that.
func (b *buffer) enlarge() *buffer {
	larger := newLargeBuffer()
	copy(*larger, *b)
	b.release()
	return larger
}

func (b *buffer) isSmall() bool { return len(*b) < spillAt }

// release ends the use of b.
func (b *buffer) release() {
	if b.isSmall() {
		small.Put(b)
	} else {
		large.Put(b)
	}
}
