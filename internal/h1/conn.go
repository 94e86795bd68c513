package h1

import (
	"bufio"
	"container/list"
	"crypto/tls"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"strings"
	"time"

	"github.com/hoist/hoist/internal/origin"
)

// bufferSize is that of http.Transport, on which it depends how long the trailer of a body can be.
const bufferSize = 4 << 10

// A conn is a connection, used by one exchange at a time.
type conn struct {
	net.Conn
	to        origin.Origin
	in        *bufio.Reader        // of the conn itself
	out       *bufio.Writer        // to the conn itself
	left      int64                // bytes that may be read before the limit of a header is reached
	begin     []byte               // of an answer, as much as names its protocol
	ended     bool                 // the server will send no more
	readErr   error                // what a read without a byte ended with
	writeErr  error                // what a write ended with
	tls       *tls.ConnectionState // nil without TLS
	tap       *tap                 // below TLS; nil without one
	spy       *spy                 // on the socket
	interrupt func()               // ends reads and writes, now and later

	used      bool // for an answer that came to its end
	idleSince time.Time
	place     *list.Element // in the list of idle ones; nil if it is not there
}

// unlimited is how much may be read of bodies, which the caller limits.
const unlimited = math.MaxInt64

// past is before any time at which a deadline is set.
var past = time.Unix(1, 0)

// abort closes a connection at once. That of TLS would say goodbye first (RFC 8446, section 6.1), which may take
// seconds where the server does not read.
func (c *conn) abort() {
	if secure, ok := c.Conn.(*tls.Conn); ok {
		secure.NetConn().Close() // of no use any more, whatever Close says
		return
	}
	c.Close()
}

var errLimit = errors.New("limit of the header")

// Read reads within the limit. Where TLS ends without being closed, somebody may have cut it: that is no end of an answer
// (RFC 9112, section 9.8).
func (c *conn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errLimit
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	c.begin = append(c.begin, p[:min(n, len(protocol)-len(c.begin))]...)
	c.ended = c.ended || err != nil
	if n > 0 {
		return n, nil // crypto/tls says again what it ended with, when these bytes have been looked at
	}
	if err == io.EOF && c.tap != nil && c.tap.ended {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		c.readErr = err
	}
	return n, err
}

// protocol is what an answer begins with.
const protocol = "HTTP/"

// beginAnswer begins with what is there of it.
func (c *conn) beginAnswer() {
	there, _ := c.in.Peek(min(len(protocol), c.in.Buffered()))
	c.begin = append(c.begin[:0], there...)
}

// cut returns err, for which an answer could not be read. If the connection ended in the middle of one of HTTP, it is that: a parser
// may have taken half a line for a whole one.
func (c *conn) cut(err error) error {
	switch {
	case c.readErr == nil || !strings.HasPrefix(protocol, string(c.begin)):
		return err
	case c.readErr == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return c.readErr
}

// A connWriter is a conn that notes whether it was the connection that a write failed for.
type connWriter conn

func (w *connWriter) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if err != nil {
		w.writeErr = err
	}
	return n, err
}

// clean reports whether nothing was read that nobody asked for. What a tls.Conn has read of the next record is seen
// by a read that may not wait.
func (c *conn) clean() bool {
	if c.ended || c.writeErr != nil || c.in.Buffered() > 0 {
		return false
	}
	secure, ok := c.Conn.(*tls.Conn)
	if !ok {
		return true
	}
	if c.tap != nil {
		c.tap.shut = true
		defer func() { c.tap.shut = false }()
		return hasNothing(secure)
	}
	return c.SetReadDeadline(past) == nil && hasNothing(secure) && c.SetReadDeadline(time.Time{}) == nil
}

// hasNothing reports whether a read finds that it would have to wait.
func hasNothing(c *tls.Conn) bool {
	var one [1]byte
	_, err := c.Read(one[:])
	return errors.Is(err, os.ErrDeadlineExceeded)
}
