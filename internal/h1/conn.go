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

// bufferSize is the size of a buffer, the same as in http.Transport. It is also the longest trailer
// and the longest line of a chunk size.
const bufferSize = 4 << 10

// A conn is a connection, used by one exchange at a time.
type conn struct {
	net.Conn
	to        destination
	in        *bufio.Reader        // reads from the conn itself
	out       *bufio.Writer        // writes to the conn itself
	header    headerReader         // reads from in
	ended     bool                 // the server will send no more
	writeErr  error                // the error of a write
	tls       *tls.ConnectionState // nil without TLS
	tap       *tap                 // below TLS; may be nil
	spy       *spy                 // on the socket
	interrupt func()               // ends reads and writes, now and later

	used      bool // an answer on it was read to its end
	idleSince time.Time
	place     *list.Element // in the idle list; nil if it is not there
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// abort closes a connection at once. Close of a TLS connection would send a last message first (RFC
// 8446, section 6.1), which may take seconds if the peer does not read.
func (c *conn) abort() {
	if _, ok := c.Conn.(*tls.Conn); ok {
		lowest(c.Conn).Close() // the connection is not used again, whatever Close returns
		return
	}
	c.Close()
}

// Read reads from the server. If the connection ends but TLS was not closed, anyone may have cut
// the connection. So that is not the end of an answer (RFC 9112, section 9.8).
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.ended = c.ended || err != nil
	if n > 0 {
		return n, nil // crypto/tls returns the error again at the next read
	}
	if err == io.EOF && c.tap != nil && c.tap.ended {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// A connWriter is a conn that records the error of a write to the connection.
type connWriter conn

func (w *connWriter) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if err != nil {
		w.writeErr = err
	}
	return n, err
}

// clean reports whether the server has sent nothing beyond the answer. A tls.Conn may have read a
// part of the next record. A read that does not wait finds that.
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

// hasNothing reports whether a read would have to wait.
func hasNothing(c *tls.Conn) bool {
	var one [1]byte
	_, err := c.Read(one[:])
	return errors.Is(err, os.ErrDeadlineExceeded)
}
