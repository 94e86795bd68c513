package spool

import (
	"context"
	"crypto/sha256"
	"io"
)

// Files makes files for bodies that are too large for memory. It is safe for use by several
// goroutines.
type Files interface {
	// Create starts a file with p. The end of ctx ends a wait, if there is one; writing itself is
	// not interrupted. An *outcome.Failure concerns the one body. Any other error concerns them
	// all: a full disk, an I/O error.
	Create(ctx context.Context, p []byte) (File, error)
}

// A File is one that is being written, and has no name yet.
type File interface {
	// WriteAt is safe for use by several goroutines. After an error only Discard makes sense.
	io.WriterAt

	// Discard leaves nothing of the file.
	Discard() error
}

// A Body is bytes, whole, in memory or in a file. The zero value is empty. It ends with TakeFile,
// where it has a file, or with Discard.
type Body struct {
	Size   int64
	SHA256 [sha256.Size]byte
	memory *buffer // nil where file is set
	file   File
}

// NewBody returns a body in memory, of at most 64 KiB.
func NewBody(text []byte) Body {
	memory := newBuffer()
	if len(text) > len(*memory) {
		memory = memory.enlarge()
	}
	copy(*memory, text)
	return Body{Size: int64(len(text)), SHA256: sha256.Sum256(text), memory: memory}
}

// Bytes returns a body that is in memory, until Discard; nil of one that is in a file.
func (b *Body) Bytes() []byte {
	if b.memory == nil {
		return nil
	}
	return (*b.memory)[:b.Size]
}

// TakeFile returns the file that the body is in, which is the caller's from then on; nil of one
// that is in memory.
func (b *Body) TakeFile() File {
	file := b.file
	b.file = nil
	return file
}

// Discard leaves nothing of the body. Of a zero Body nothing is left already.
func (b *Body) Discard() {
	b.releaseMemory()
	if b.file != nil {
		b.file.Discard() // nobody knows its name, and why it goes is reported already
		b.file = nil
	}
}

func (b *Body) releaseMemory() {
	if b.memory != nil {
		b.memory.release()
		b.memory = nil
	}
}
