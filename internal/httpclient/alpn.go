package httpclient

import (
	"context"
	"crypto/tls"
	"errors"
	"net"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/h2"
)

// A handshakeError is the error of a TLS handshake.
type handshakeError struct{ error }

func (e handshakeError) Unwrap() error { return e.error }

func isHandshake(err error) bool {
	_, is := errors.AsType[handshakeError](err)
	return is
}

// negotiate returns the function that makes connections for h2. Without TLS they use HTTP/2 by
// prior knowledge. With TLS the server chooses in the handshake. A connection with HTTP/1.1 goes to
// t.direct.
func (t *Transport) negotiate(
	dial, dialTLS dialFunc, config *tls.Config, d *dialer,
) func(ctx context.Context, scheme, addr string) (net.Conn, error) {
	config = config.Clone()
	config.NextProtos = []string{"h2", "http/1.1"}
	if t.version == HTTP2 {
		config.NextProtos = config.NextProtos[:1]
	}
	return func(ctx context.Context, scheme, addr string) (net.Conn, error) {
		if scheme == "http" {
			return dial(ctx, "tcp", addr)
		}
		plain, err := dialTLS(ctx, "tcp", addr)
		if err != nil {
			return nil, err
		}
		coalescing := newCoalescingConn(plain)
		secure := client(h1.NewTap(coalescing), config, addr)
		limited, cancel := d.limit(ctx)
		defer cancel()
		state, err := h1.Handshake(limited, secure, nil)
		if err == nil {
			return t.chosen(secure, state, coalescing, addr)
		}
		plain.Close() // the error of the handshake is returned
		if ctx.Err() == nil && limited.Err() != nil {
			return nil, t.noHandshake(d, addr)
		}
		return nil, handshakeError{err}
	}
}

// noHandshake returns the failure of a TLS handshake with addr that takes longer than the
// connection timeout of d. The exchange that waits fails in the same way at that time; either may
// be first.
func (t *Transport) noHandshake(d *dialer, addr string) error {
	late := NoConnection(d.timeout, d.option)
	if p := t.routes.of("https", addr); p != nil {
		return ByProxy(late, p.Addr)
	}
	return late
}

// chosen returns a connection with HTTP/2. If the server chose another version, the error is
// h2.ErrHTTP1, or a Failure if only HTTP/2 may be used.
func (t *Transport) chosen(
	secure *tls.Conn, state *tls.ConnectionState, coalescing *coalescingConn, addr string,
) (net.Conn, error) {
	switch {
	case state.NegotiatedProtocol == "h2":
		coalescing.gather()
		return secure, nil
	case t.version == HTTP2:
		secure.Close() // not needed
		return nil, unwanted("HTTP/1.1")
	case h1.Looks:
		t.direct.Adopt(secure, state, addr)
	default:
		secure.Close() // net/http makes its own
	}
	return nil, h2.ErrHTTP1
}

// securing returns a function that connects for HTTP/1.1 over TLS. The handshake is left to its
// caller.
func securing(dial dialFunc, config *tls.Config) dialFunc {
	config = config.Clone()
	config.NextProtos = []string{"http/1.1"}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		plain, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return client(h1.NewTap(plain), config, addr), nil
	}
}

// client returns the client side of TLS to addr over plain.
func client(plain net.Conn, config *tls.Config, addr string) *tls.Conn {
	config = config.Clone()
	config.ServerName, _, _ = net.SplitHostPort(addr)
	return tls.Client(plain, config)
}
