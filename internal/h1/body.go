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

// A body is the body of an answer. The exchange ends with the end of the body, an error or Close,
// whichever is first.
type body struct {
	exchange
	src  io.Reader // decodes the framing
	keep bool      // keep the connection after the end of the body

	mu  sync.Mutex // Close may come during a Read
	err error      // the error of all further reads; nil while the exchange lasts
}

// Read returns an error when there are no more bytes. If the context has ended, it is the cause of
// the context. If the connection ended before the body, it is io.ErrUnexpectedEOF. If chunks are
// malformed, it is an error without a type.
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

// finish ends the exchange, once, and returns the error of its end.
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
	if b.keep && err == io.EOF {
		b.release()
	} else {
		b.abort()
	}
	return err
}

// decoder returns a reader of the body of resp (RFC 9112, section 6.3).
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

// Read returns io.EOF together with the last byte. If the connection ends before that, it returns
// io.ErrUnexpectedEOF.
func (r *lengthReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p[:min(int64(len(p)), r.left)])
	if r.left -= int64(n); r.left == 0 {
		return n, io.EOF
	}
	return n, cutOff(err)
}
