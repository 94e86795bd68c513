package stages

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"

	"github.com/hoist/hoist/internal/h1"
)

// errHTTP1 is the end of a connection for net/http to a server that has not chosen HTTP/2.
var errHTTP1 = errors.New("the server speaks HTTP/1.1")

// chooseHTTP returns what makes connections over TLS for net/http. It keeps those with HTTP/2; of the others those with
// HTTP/1.1 go to t.direct.
func (t *Transport) chooseHTTP(dial dialFunc, config *tls.Config, d *dialer) dialFunc {
	config = config.Clone()
	config.NextProtos = []string{"h2", "http/1.1"}
	if t.version == HTTP2 {
		config.NextProtos = config.NextProtos[:1]
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		plain, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		ctx, cancel := d.limit(ctx)
		defer cancel()
		gatherer := newGatherer(plain)
		secure := client(h1.NewTap(gatherer), config, addr)
		state, err := h1.Handshake(ctx, secure, httptrace.ContextClientTrace(ctx))
		if err != nil {
			plain.Close() // the handshake's error says more
			return nil, err
		}
		switch {
		case state.NegotiatedProtocol == "h2":
			gatherer.gather()
			return secure, nil
		case t.version == HTTP2 || !h1.Looks:
			return secure, nil
		}
		t.direct.Adopt(secure, state, addr)
		return nil, errHTTP1
	}
}

// securing returns what connects for HTTP/1.1 over TLS, but for the handshake.
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

// client is the client's side of TLS to addr over plain.
func client(plain net.Conn, config *tls.Config, addr string) *tls.Conn {
	config = config.Clone()
	config.ServerName, _, _ = net.SplitHostPort(addr)
	return tls.Client(plain, config)
}
