package spool

import (
	"context"
	"crypto/sha256"
	"io"
	"slices"

	"github.com/hoist/hoist/internal/digest"
)

// Files makes files for bodies that are too large for memory. It is safe for use by several
// goroutines.
type Files interface {
	// Create starts a file with the bytes p. If ctx ends, a wait ends; writing is not interrupted.
	// An *outcome.Failure is about this body only. Any other error is about all bodies: a full
	// disk, an I/O error.
	Create(ctx context.Context, p []byte) (File, error)
}

// A File is a file that is being written, and has no name yet.
type File interface {
	// WriteAt is safe for use by several goroutines. After an error only Discard may be called.
	io.WriterAt

	// Discard removes the file.
	Discard() error
}

// A Body is a whole body, in memory or in a file. The zero value is empty. The owner must call
// Discard, or TakeFile if the body is in a file.
type Body struct {
	Size   int64
	SHA256 [sha256.Size]byte
	sums   []digest.Sum // that were asked for in addition
	memory *buffer      // nil if file is set
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

// Sum returns the hash of an algorithm: SHA-256, or one that NewWriter was given.
func (b *Body) Sum(a digest.Algorithm) (sum digest.Sum, ok bool) {
	if a == digest.SHA256 {
		return digest.SumFrom(a, b.SHA256[:]), true
	}
	i := slices.IndexFunc(b.sums, func(sum digest.Sum) bool { return sum.Algorithm == a })
	if i < 0 {
		return digest.Sum{}, false
	}
	return b.sums[i], true
}

// Bytes returns a body that is in memory, valid until Discard. If the body is in a file, it returns
// nil.
func (b *Body) Bytes() []byte {
	if b.memory == nil {
		return nil
	}
	return (*b.memory)[:b.Size]
}

// TakeFile returns the file of the body; the caller then owns the file. If the body is in memory,
// it returns nil.
func (b *Body) TakeFile() File {
	file := b.file
	b.file = nil
	return file
}

// Discard drops the body. For a zero Body it does nothing.
func (b *Body) Discard() {
	b.releaseMemory()
	if b.file != nil {
		b.file.Discard() // the file is not published, and the reason was reported
		b.file = nil
	}
}

func (b *Body) releaseMemory() {
	if b.memory != nil {
		b.memory.release()
		b.memory = nil
	}
}
