package h1

import (
	"context"
	"errors"
	"io"
	"sync"
)

var errClosed = errors.New("http: read on closed response body")

// A body is that of an answer. Its end, an error and Close each end the exchange, whichever is first.
type body struct {
	exchange
	src  io.Reader // as http.ReadResponse made it
	keep bool      // the connection, after the end

	mu  sync.Mutex // Close may come during a Read
	err error      // of all reads from now on; nil as long as the exchange lasts
}

// Read returns the cause of the context's end, if that is why there is no more, io.ErrUnexpectedEOF where the
// connection ended before the body, and a protocol error of net/http's.
func (b *body) Read(p []byte) (int, error) {
	if err := b.over(); err != nil {
		return 0, err
	}
	n, err := b.src.Read(p)
	if err != nil && err != io.EOF {
		err = b.conn.cut(err)
	}
	if err != nil {
		err = b.finish(err)
	}
	return n, err
}

// Close closes the connection if the body was not read to its end, which interrupts a Read. It never fails.
func (b *body) Close() error {
	b.finish(errClosed)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = errClosed
	return nil
}

func (b *body) over() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// finish ends the exchange, once, and returns what it ended with.
func (b *body) finish(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return b.err
	}
	if err != io.EOF && err != errClosed && b.ctx.Err() != nil {
		err = context.Cause(b.ctx)
	}
	b.err = err
	b.end(b.keep && err == io.EOF)
	return err
}
