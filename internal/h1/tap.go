package h1

import (
	"net"
	"os"
)

// A tap is a connection below TLS that can be shut. Then a read from TLS brings what has come already, and else ends at
// once, without a deadline that would have to be set for that and taken away again.
type tap struct {
	net.Conn
	shut bool
}

// NewTap returns c with a tap, for crypto/tls to make a connection of that h1 then uses. Without one, or with other
// layers above, h1 does the same at more cost.
func NewTap(c net.Conn) net.Conn { return &tap{Conn: c} }

// NetConn returns the connection below, as that of *tls.Conn does.
func (t *tap) NetConn() net.Conn { return t.Conn }

func (t *tap) Read(p []byte) (int, error) {
	if t.shut {
		return 0, os.ErrDeadlineExceeded // after which TLS goes on
	}
	return t.Conn.Read(p)
}
