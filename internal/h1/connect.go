package h1

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"syscall"
	"time"

	"github.com/hoist/hoist/internal/origin"
)

// connect makes a connection. The error is the error of dialing or of the handshake.
func (t *Transport) connect(ctx context.Context, to destination, trace *httptrace.ClientTrace) (*conn, error) {
	dial := t.Dial
	switch {
	case to.proxy != nil:
		dial = to.proxy.Dial
	case to.Scheme == "https" && t.DialTLS != nil:
		dial = t.DialTLS
	case to.Scheme == "https":
		dial = new(tls.Dialer).DialContext
	case dial == nil:
		dial = new(net.Dialer).DialContext
	}
	plain, err := dial(ctx, "tcp", to.Address)
	if err != nil {
		return nil, err
	}
	c := newConn(plain, to)
	if secure, ok := plain.(*tls.Conn); ok {
		if c.tls, err = Handshake(ctx, secure, trace); err != nil {
			c.abort()
			return nil, err
		}
	}
	return c, nil
}

func newConn(plain net.Conn, to destination) *conn {
	c := &conn{Conn: plain, to: to, spy: newSpy(socket(plain))}
	c.in, c.out = bufio.NewReaderSize(c, bufferSize), bufio.NewWriterSize((*connWriter)(c), bufferSize)
	c.header.in = c.in
	if secure, ok := plain.(*tls.Conn); ok {
		c.tap, _ = secure.NetConn().(*tap)
	}
	c.interrupt = func() { plain.SetDeadline(past) } // it fails only if the connection is closed
	return c
}

// Adopt takes over an unused https connection to host:port, whose handshake is done, for the next
// request there. If there is no room, it closes the connection.
func (t *Transport) Adopt(secure *tls.Conn, state *tls.ConnectionState, addr string) {
	c := newConn(secure, destination{Origin: origin.Origin{Scheme: "https", Address: addr}})
	c.tls, c.idleSince = state, time.Now()
	if surplus, _ := t.keep(c); surplus != nil {
		surplus.Close() // nothing is in flight
	}
}

// Handshake completes the TLS handshake and reports it to trace, which may be nil.
func Handshake(ctx context.Context, secure *tls.Conn, trace *httptrace.ClientTrace) (*tls.ConnectionState, error) {
	if trace != nil && trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	var state tls.ConnectionState
	err := secure.HandshakeContext(ctx)
	if err == nil {
		state = secure.ConnectionState()
	}
	if trace != nil && trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(state, err)
	}
	return &state, err
}

// socket returns the socket below layers that have a method NetConn, as *tls.Conn has. If there is
// no socket, it returns nil.
func socket(c net.Conn) syscall.RawConn {
	if s, ok := lowest(c).(syscall.Conn); ok {
		if raw, err := s.SyscallConn(); err == nil {
			return raw
		}
	}
	return nil
}

// lowest returns the connection below all such layers.
func lowest(c net.Conn) net.Conn {
	for {
		layer, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			return c
		}
		c = layer.NetConn()
	}
}
