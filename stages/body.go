package stages

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"sync"
)

// spillAt is the size up to which a body stays in memory.
const spillAt = 64 << 10

// A Body is what a server sent, whole. It ends with publish or discard.
type Body struct {
	Size   int64
	SHA256 [sha256.Size]byte
	memory *buffer // nil where file is set
	file   Pending
}

type buffer [spillAt]byte

// buffers are shared, so that memory follows the bodies in flight and not those that were.
var buffers = sync.Pool{New: func() any { return new(buffer) }}

// readBody reads r to its end. A body that does not fit a buffer goes to a file of store. The error is r's, or
// the store's marked as fatal; with an error, as after a panic, nothing is left.
func readBody(ctx context.Context, r io.Reader, store Store) (body Body, err error) {
	spill := Body{memory: buffers.Get().(*buffer)}
	defer func() { spill.discard() }() // what is whole has been moved to body
	hash := sha256.New()
	filled := 0
	for {
		n, err := r.Read(spill.memory[filled:])
		filled += n
		if err == nil && filled < spillAt {
			continue
		}
		if err != nil && err != io.EOF {
			return Body{}, err
		}
		hash.Write(spill.memory[:filled])
		spill.Size += int64(filled)
		if filled == spillAt || spill.file != nil {
			if err := spill.flush(ctx, store, filled); err != nil {
				return Body{}, fatalUnlessFailure(err)
			}
			filled = 0
		}
		if err == io.EOF {
			hash.Sum(spill.SHA256[:0])
			body, spill = spill, Body{}
			return body, nil
		}
	}
}

// flush moves what is in memory to the file.
func (b *Body) flush(ctx context.Context, store Store, filled int) (err error) {
	if b.file == nil {
		b.file, err = store.Write(ctx, b.memory[:filled])
		return err
	}
	_, err = b.file.Write(b.memory[:filled])
	return err
}

// pending turns the body into a file of store that can be published. Either way nothing is left of the body.
func (b *Body) pending(ctx context.Context, store Store) (Pending, error) {
	defer b.discard()
	if b.file == nil {
		return store.Write(ctx, b.memory[:b.Size])
	}
	file := b.file
	b.file = nil
	return file, nil
}

// publish saves the body under name. With an error, as after a panic, nothing is left of it.
func (b *Body) publish(ctx context.Context, store Store, name string) error {
	file, err := b.pending(ctx, store)
	if err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned {
			file.Discard() // the panic is what is reported
		}
	}()
	err = file.Publish(ctx, name)
	returned = true
	return err
}

// discard leaves nothing of the body. That of a zero Body is nothing already.
func (b *Body) discard() {
	if b.memory != nil {
		buffers.Put(b.memory)
		b.memory = nil
	}
	if b.file != nil {
		b.file.Discard() // nobody knows its name, and why it goes is reported already
		b.file = nil
	}
}

// fatalUnlessFailure marks an error of a store as one that no job will escape, unless it is one job's.
func fatalUnlessFailure(err error) error {
	if _, ok := errors.AsType[*Failure](err); ok {
		return err
	}
	return &fatal{err}
}
