package stages

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
)

// A Body is what a server sent, whole. It ends with publish or discard.
type Body struct {
	Size   int64
	SHA256 [sha256.Size]byte
	memory *buffer // nil where file is set
	file   Pending
}

// A growing body is what has come of a body so far. It ends with finish or discard. Its Size is what has come, its
// SHA256 is not set before the end.
type growing struct {
	Body
	hash   hash.Hash // of what is in file; nil where that is nil
	filled int       // of the buffer, with what is not in file
	lane   *lane     // while a large body is read; mostly nil
}

func newGrowing() growing { return growing{Body: Body{memory: newBuffer()}} }

// A spillway is where bodies go that are too large for memory.
type spillway struct {
	store Store
	lanes lanes
}

// grow reads r to its end. What does not fit the buffer goes by way. Before that admit looks at the body after each
// read, and at its end; its error ends the reading. The error is r's, admit's, or the store's marked as fatal. With one
// of r's, the body is good for as far as it came.
func (g *growing) grow(ctx context.Context, r io.Reader, way spillway, admit func(ended bool) error) (err error) {
	defer func() {
		if failed := g.leave(way); failed != nil { // which is worse than the end of the reading
			err = fatalUnlessFailure(failed)
		}
	}()
	for {
		buf := g.buffer()
		n, err := r.Read(buf[g.filled:])
		g.filled += n
		g.Size += int64(n)
		if err := admit(err == io.EOF); err != nil {
			return err
		}
		switch {
		case g.filled < len(buf) && (err != io.EOF || g.file == nil):
		case g.memory.isSmall():
			g.memory = g.memory.enlarge()
		default:
			if err := g.flush(ctx, way); err != nil {
				return fatalUnlessFailure(err)
			}
		}
		switch err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

// buffer is what is filled.
func (g *growing) buffer() []byte {
	if g.lane != nil {
		return g.lane.piece[:]
	}
	return *g.memory
}

// flush moves what is in the buffer to the file.
func (g *growing) flush(ctx context.Context, way spillway) (err error) {
	p := g.buffer()[:g.filled]
	g.filled = 0
	if g.lane != nil {
		g.lane.hash(p)
		_, err = g.file.Write(p)
		return err
	}
	if g.file == nil {
		g.hash = sha256.New()
		g.file, err = way.store.Write(ctx, p)
	} else {
		_, err = g.file.Write(p)
	}
	g.hash.Write(p)
	if err == nil && g.Size >= laneFrom {
		g.lane = way.lanes.enter(g.hash)
	}
	return err
}

// leave gives up the lane, with what is in its buffer moved to the file.
func (g *growing) leave(way spillway) error {
	if g.lane == nil {
		return nil
	}
	defer func() {
		way.lanes.leave(g.lane)
		g.lane = nil
	}()
	if g.filled == 0 {
		return nil
	}
	return g.flush(context.Background(), way) // the file is there, so it waits for nothing
}

// finish returns the body, which is whole. Nothing is left to discard.
func (g *growing) finish() Body {
	if g.file == nil {
		g.SHA256 = sha256.Sum256((*g.memory)[:g.filled])
	} else {
		g.hash.Sum(g.SHA256[:0])
	}
	body := g.Body
	*g = growing{}
	return body
}

// pending turns the body into a file of store that can be published. Either way nothing is left of the body.
func (b *Body) pending(ctx context.Context, store Store) (Pending, error) {
	defer b.discard()
	if b.file == nil {
		return store.Write(ctx, (*b.memory)[:b.Size])
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
		b.memory.release()
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
