package httpclient

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/h2"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/tlsoffer"
)

// A Transport sends requests under the guard, by proxies or directly to servers: by HTTP/1.1 in the
// goroutine of the caller, which costs less, or by HTTP/2 over a pool of connections. When the pool
// connects to a server, the TLS handshake shows whether it supports HTTP/2.
type Transport struct {
	direct  *h1.Transport
	pool    *h2.Transport
	open    *http.Transport // HTTP/1.1 if h1 can't check kept connections
	routes  routes
	guard   guard
	version Version
	http1   hostSet // servers that get HTTP/1.1 over TLS

	roots  *x509.CertPool // CA certificates that are trusted; nil for the system's
	secure dialFunc       // to servers of https, before TLS
	offers tlsoffer.Known

	askLimit time.Duration
}

// RoundTrip sends req and returns the answer. If the guard refuses req, or the server does not
// support the Version, it returns an error. After 421 it sends the request once more, on a new
// connection (RFC 9110, section 15.5.20).
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.guard.check(req.URL); err != nil {
		return nil, err
	}
	resp, err := t.send(req)
	if err == nil && resp.StatusCode == http.StatusMisdirectedRequest {
		resp.Body.Close() // its body is not needed
		resp, err = t.sendNew(req)
	}
	if err != nil {
		return nil, t.explainTLS(req.Context(), req.URL, explainRefusals(req.Context(), err))
	}
	return resp, nil
}

// explainRefusals makes a failure of the error of a request whose streams the server refused. The
// failure takes the place of a time limit that ended the request meanwhile. It returns any other
// error unchanged.
func explainRefusals(ctx context.Context, err error) error {
	refused, ok := errors.AsType[*h2.RefusedError](err)
	if !ok {
		return err
	}
	if cause := context.Cause(ctx); cause != nil {
		if limit, ok := errors.AsType[*outcome.Failure](cause); !ok || limit.Kind != outcome.Timeout {
			return err
		}
	}
	return outcome.Fail(outcome.Reset, fmt.Errorf("the server refused the request %d times (REFUSED_STREAM); "+
		"fewer requests at once (--per-host N) or --http 1.1 may help: %w", refused.Times, refused.Err))
}

// send sends req on a connection that may be open already.
func (t *Transport) send(req *http.Request) (*http.Response, error) {
	if t.speaksHTTP1(req.URL) {
		return t.sendHTTP1(req)
	}
	resp, err := t.pool.RoundTrip(req)
	return t.fallBack(req, resp, err)
}

// sendNew sends req on a new connection.
func (t *Transport) sendNew(req *http.Request) (*http.Response, error) {
	if t.speaksHTTP1(req.URL) {
		return t.sendHTTP1New(req)
	}
	resp, err := t.pool.RoundTripNew(req)
	return t.fallBack(req, resp, err)
}

// sendHTTP1 sends req by HTTP/1.1, on a connection that may be open already.
func (t *Transport) sendHTTP1(req *http.Request) (*http.Response, error) {
	if t.overH1(req.URL) {
		return t.direct.RoundTrip(req)
	}
	return t.open.RoundTrip(req)
}

// sendHTTP1New sends req by HTTP/1.1, on a new connection.
func (t *Transport) sendHTTP1New(req *http.Request) (*http.Response, error) {
	if t.overH1(req.URL) {
		return t.direct.RoundTripNew(req)
	}
	t.open.CloseIdleConnections()
	return t.open.RoundTrip(req)
}

// dialing returns the function that connects to host:port for requests of a scheme: through the
// proxy of that origin, which resolves names, or directly to the server, under the guard. All
// connections to origins are made by it. Connections are kept by scheme, host and port. Their route
// depends on nothing else, so a kept connection is never used by a request with another route.
func (t *Transport) dialing(d *dialer, scheme string) dialFunc {
	direct := t.guard.dialing(d, scheme)
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if p := t.routes.of(scheme, addr); p != nil {
			return p.tunnel(ctx, network, addr)
		}
		return direct(ctx, network, addr)
	}
}

// speaksHTTP1 reports whether requests for u use HTTP/1.1. Once true for a server, it stays true.
func (t *Transport) speaksHTTP1(u *url.URL) bool {
	return t.version != HTTP2 && (u.Scheme == "http" || t.version == HTTP1 || t.http1.has(u.Host))
}

// Proxy returns the proxy of req, or nil if there is none. forwards reports whether the proxy
// forwards req and so sends the answer itself; in a tunnel it does not.
func (t *Transport) Proxy(req *http.Request) (p *Proxy, forwards bool) {
	p = t.routes.of(req.URL.Scheme, req.URL.Host)
	return p, p != nil && t.routes.forwarding(req.URL) != nil
}

// overH1 reports whether h1 sends HTTP/1.1 requests for u.
func (t *Transport) overH1(u *url.URL) bool { return h1.Looks || t.routes.forwarding(u) != nil }

// unwanted returns the failure of a server that does not support HTTP/2.
func unwanted(proto string) *outcome.Failure {
	return outcome.Fail(outcome.Protocol, fmt.Errorf("the server speaks %s, and only HTTP/%s is wanted", proto, HTTP2))
}

// Synchronous reports whether nothing goes on for req when its answer has ended. net/http may go
// on, for example to reset a stream.
func (t *Transport) Synchronous(req *http.Request) bool {
	return t.overH1(req.URL) && t.speaksHTTP1(req.URL)
}

// CloseIdleConnections closes connections that are open and not in use.
func (t *Transport) CloseIdleConnections() {
	t.direct.CloseIdleConnections()
	t.pool.CloseIdleConnections()
	t.open.CloseIdleConnections()
}
