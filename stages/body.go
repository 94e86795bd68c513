package stages

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"github.com/hoist/hoist/internal/outcome"
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
}

func newGrowing() growing { return growing{Body: Body{memory: newBuffer()}} }

// A spillway is where bodies go that are too large for memory.
type spillway struct {
	store Store
	lanes lanes
}

// grow reads r to its end. What does not fit the buffer goes by way. Before that admit looks at the body after each
// read, and at its end; its error ends the reading. abort ends a read that is on. The error is r's, admit's, or the store's marked
// as fatal. With one of r's, the body is good for as far as it came.
func (g *growing) grow(ctx context.Context, r io.Reader, way spillway, admit func(ended bool) error, abort func(error)) error {
	for {
		if l := g.enter(way); l != nil {
			defer way.lanes.leave(l)
			return g.growIn(l, r, admit, abort)
		}
		buf := *g.memory
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

// flush moves what is in the buffer to the file.
func (g *growing) flush(ctx context.Context, way spillway) (err error) {
	p := (*g.memory)[:g.filled]
	if g.file == nil {
		g.hash = sha256.New()
		g.file, err = way.store.Write(ctx, p)
	} else {
		_, err = g.file.WriteAt(p, g.Size-int64(g.filled))
	}
	g.filled = 0
	g.hash.Write(p)
	return err
}

// enter returns a lane for what is to come, if the body is large and one is free; it must be left.
func (g *growing) enter(way spillway) *lane {
	if g.file == nil || g.filled > 0 || g.Size < laneFrom {
		return nil
	}
	return way.lanes.enter()
}

// growIn is grow in a lane. Nothing is in the buffer.
func (g *growing) growIn(l *lane, r io.Reader, admit func(ended bool) error, abort func(error)) error {
	c := convoy{file: g.file, hash: g.hash, at: g.Size, abort: abort, read: func(p []byte) (int, error) {
		n, err := r.Read(p)
		g.Size += int64(n)
		if refused := admit(err == io.EOF); refused != nil {
			if _, ok := errors.AsType[*outcome.Failure](refused); ok {
				n = 0 // of a body that nobody wants no more is written; one that broke off may be continued
			}
			return n, refused
		}
		return n, err
	}}
	switch readErr, writeErr := c.run(l); {
	case writeErr != nil:
		return fatalUnlessFailure(writeErr)
	case readErr != io.EOF:
		return readErr
	}
	return nil
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
	if _, ok := errors.AsType[*outcome.Failure](err); ok {
		return err
	}
	return &outcome.Fatal{Err: err, Kind: outcome.Storage}
}
