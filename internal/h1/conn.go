package h1

import (
	"bufio"
	"container/list"
	"crypto/tls"
	"errors"
	"math"
	"net"
	"os"
	"time"
)

// bufferSize is that of http.Transport, on which it depends how long the trailer of a body can be.
const bufferSize = 4 << 10

// A conn is a connection, used by one exchange at a time.
type conn struct {
	net.Conn
	to        origin
	in        *bufio.Reader        // of the conn itself
	out       *bufio.Writer        // to the conn itself
	left      int64                // bytes that may be read before the limit of a header is reached
	ended     bool                 // the server will send no more
	writeErr  error                // what a write ended with
	tls       *tls.ConnectionState // nil without TLS
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

// Read reads within the limit.
func (c *conn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errLimit
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	if err != nil {
		c.ended = true
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
	if tap, ok := secure.NetConn().(*tap); ok {
		tap.shut = true
		defer func() { tap.shut = false }()
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
