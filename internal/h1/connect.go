package h1

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"syscall"
)

// connect makes a connection. The error is that of dialing or of the handshake.
func (t *Transport) connect(ctx context.Context, to origin, trace *httptrace.ClientTrace) (*conn, error) {
	dial := t.Dial
	switch {
	case to.scheme == "https" && t.DialTLS != nil:
		dial = t.DialTLS
	case to.scheme == "https":
		dial = new(tls.Dialer).DialContext
	case dial == nil:
		dial = new(net.Dialer).DialContext
	}
	plain, err := dial(ctx, "tcp", to.addr)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: plain, to: to, raw: socket(plain)}
	c.in, c.out = bufio.NewReaderSize(c, bufferSize), bufio.NewWriterSize((*connWriter)(c), bufferSize)
	c.interrupt = func() { plain.SetDeadline(past) } // it fails if the connection is closed, which is as good
	if secure, ok := plain.(*tls.Conn); ok {
		if c.tls, err = shake(ctx, secure, trace); err != nil {
			c.abort()
			return nil, err
		}
	}
	return c, nil
}

// shake does what is not done yet of a handshake.
func shake(ctx context.Context, secure *tls.Conn, trace *httptrace.ClientTrace) (*tls.ConnectionState, error) {
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

// socket finds the socket under layers of which each has a method NetConn, as *tls.Conn does; nil without one.
func socket(c net.Conn) syscall.RawConn {
	for {
		layer, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		c = layer.NetConn()
	}
	if s, ok := c.(syscall.Conn); ok {
		if raw, err := s.SyscallConn(); err == nil {
			return raw
		}
	}
	return nil
}
