package h1

import (
	"bufio"
	"container/list"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// bufferSize is that of http.Transport. It is also how long a trailer and the line of a chunk size
// may be.
const bufferSize = 4 << 10

// A conn is a connection, used by one exchange at a time.
type conn struct {
	net.Conn
	to        destination
	in        *bufio.Reader        // of the conn itself
	out       *bufio.Writer        // to the conn itself
	header    headerReader         // from in
	ended     bool                 // the server will send no more
	writeErr  error                // what a write ended with
	tls       *tls.ConnectionState // nil without TLS
	tap       *tap                 // below TLS; nil without one
	spy       *spy                 // on the socket
	interrupt func()               // ends reads and writes, now and later

	used      bool // for an answer that came to its end
	idleSince time.Time
	place     *list.Element // in the list of idle ones; nil if it is not there
}

// past is before any time at which a deadline is set.
var past = time.Unix(1, 0)

// abort closes a connection at once. That of TLS, to a server or to a proxy below it, would say
// goodbye first (RFC 8446, section 6.1), which may take seconds where nothing is read there.
func (c *conn) abort() {
	if _, ok := c.Conn.(*tls.Conn); ok {
		lowest(c.Conn).Close() // of no use any more, whatever Close says
		return
	}
	c.Close()
}

// Read reads what the server sends. Where TLS ends without being closed, somebody may have cut it:
// that is no end of an answer (RFC 9112, section 9.8).
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.ended = c.ended || err != nil
	if n > 0 {
		return n, nil // crypto/tls says again what it ended with, when these bytes have been looked at
	}
	if err == io.EOF && c.tap != nil && c.tap.ended {
		err = io.ErrUnexpectedEOF
	}
	return n, err
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

// clean reports whether nothing was read that nobody asked for. What a tls.Conn has read of the
// next record is seen by a read that may not wait.
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
