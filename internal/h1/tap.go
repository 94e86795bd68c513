package h1

import (
	"crypto/tls"
	"io"
	"net"
	"os"
	"time"
)

// A tap is a connection below TLS that can be shut. Then a read from TLS brings what has come
// already, and else ends at once, without a deadline that would have to be set for that and taken
// away again. It is used by one goroutine at a time.
type tap struct {
	net.Conn
	shut  bool
	ended bool // which TLS hears of only where the server has not closed it first (RFC 8446, section 6.1)
}

// NewTap returns c with a tap, for crypto/tls to make a connection of that h1 then uses. Without
// one, or with other layers above, h1 does the same at more cost, save that it takes the end of the
// connection for that of TLS, as crypto/tls does.
func NewTap(c net.Conn) net.Conn { return &tap{Conn: c} }

// NetConn returns the connection below, as that of *tls.Conn does.
func (t *tap) NetConn() net.Conn { return t.Conn }

func (t *tap) Read(p []byte) (int, error) {
	if t.shut {
		return t.readHeld(p)
	}
	n, err := t.Conn.Read(p)
	t.ended = t.ended || err == io.EOF
	return n, err
}

// readHeld reads what a connection below holds already, as that of TLS to a proxy may. It ends with
// os.ErrDeadlineExceeded, after which TLS goes on.
func (t *tap) readHeld(p []byte) (int, error) {
	if _, ok := t.Conn.(*tls.Conn); !ok || t.SetReadDeadline(past) != nil {
		return 0, os.ErrDeadlineExceeded
	}
	n, err := t.Conn.Read(p)
	if err == nil {
		err = t.SetReadDeadline(time.Time{})
	} else {
		t.SetReadDeadline(time.Time{}) // an error of reading says more
	}
	return n, err
}
