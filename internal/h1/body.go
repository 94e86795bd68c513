package h1

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

var errClosed = errors.New("http: read on closed response body")

// A body is that of an answer. Its end, an error and Close each end the exchange, whichever is
// first.
type body struct {
	exchange
	src  io.Reader // which decodes the framing
	keep bool      // the connection, after the end

	mu  sync.Mutex // Close may come during a Read
	err error      // of all reads from now on; nil as long as the exchange lasts
}

// Read returns the cause of the context's end, if that is why there is no more, io.ErrUnexpectedEOF
// where the connection ended before the body, and an error of its own where chunks break the rules.
func (b *body) Read(p []byte) (int, error) {
	if err := b.over(); err != nil {
		return 0, err
	}
	n, err := b.src.Read(p)
	if err != nil {
		err = b.finish(err)
	}
	return n, err
}

// Close closes the connection if the body was not read to its end, which interrupts a Read. It
// never fails.
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

// decoder returns what reads the body of resp (RFC 9112, section 6.3).
func (c *conn) decoder(resp *http.Response) io.Reader {
	switch {
	case resp.TransferEncoding != nil:
		return &chunkedReader{header: &c.header}
	case resp.ContentLength < 0:
		return c.in
	}
	return &lengthReader{c.in, resp.ContentLength}
}

// A lengthReader reads a body whose length is known.
type lengthReader struct {
	in   *bufio.Reader
	left int64 // bytes
}

// Read returns io.EOF together with the last byte, and io.ErrUnexpectedEOF where the connection
// ends before it.
func (r *lengthReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p[:min(int64(len(p)), r.left)])
	if r.left -= int64(n); r.left == 0 {
		return n, io.EOF
	}
	return n, cutOff(err)
}
