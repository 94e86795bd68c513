package h1

import (
	"crypto/tls"
	"io"
	"net"
	"os"
	"time"
)

// A tap is a connection below TLS that can be shut. While it is shut, a read from TLS returns the
// bytes that have come already, or else fails at once. So no deadline has to be set and cleared. A
// tap is used by one goroutine at a time.
type tap struct {
	net.Conn
	shut  bool
	ended bool // the connection ended before the server closed TLS (RFC 8446, section 6.1)
}

// NewTap returns c with a tap. A TLS connection over the tap is for use by h1. Without a tap, or
// with other layers above it, h1 works at more cost. Then it also takes the end of the connection
// for the end of TLS, as crypto/tls does.
func NewTap(c net.Conn) net.Conn { return &tap{Conn: c} }

// NetConn returns the connection below, as NetConn of *tls.Conn does.
func (t *tap) NetConn() net.Conn { return t.Conn }

func (t *tap) Read(p []byte) (int, error) {
	if t.shut {
		return t.readHeld(p)
	}
	n, err := t.Conn.Read(p)
	t.ended = t.ended || err == io.EOF
	return n, err
}

// readHeld reads the bytes that TLS to a proxy, below the tap, holds already. If there are none, it
// returns os.ErrDeadlineExceeded, after which TLS can go on.
func (t *tap) readHeld(p []byte) (int, error) {
	if _, ok := t.Conn.(*tls.Conn); !ok || t.SetReadDeadline(past) != nil {
		return 0, os.ErrDeadlineExceeded
	}
	n, err := t.Conn.Read(p)
	if err == nil {
		err = t.SetReadDeadline(time.Time{})
	} else {
		t.SetReadDeadline(time.Time{}) // the error of Read is returned
	}
	return n, err
}
