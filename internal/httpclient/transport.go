package httpclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/h2"
	"github.com/hoist/hoist/internal/outcome"
)

// A Transport sends requests under the guard, by proxies or to the servers themselves: HTTP/1.1 in
// the goroutine of the caller, which costs less, and HTTP/2 over a pool of connections. Whether a
// server speaks HTTP/2 shows when the pool connects to it.
type Transport struct {
	direct  *h1.Transport
	pool    *h2.Transport
	open    *http.Transport // HTTP/1.1 where h1 has no way to look at a connection
	routes  routes
	guard   guard
	version Version
	http1   hostSet // servers that don't speak HTTP/2 over TLS
}

// RoundTrip refuses what the guard refuses, and an answer in a version of HTTP that is not wanted.
// After 421 it sends the request once more, on a new connection (RFC 9110, section 15.5.20).
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.guard.check(req.URL); err != nil {
		return nil, err
	}
	resp, err := t.send(req, false)
	if err != nil || resp.StatusCode != http.StatusMisdirectedRequest {
		return resp, err
	}
	resp.Body.Close() // its end is of no interest
	return t.send(req, true)
}

// send sends req, where anew is set on a new connection.
func (t *Transport) send(req *http.Request, anew bool) (*http.Response, error) {
	if t.speaksHTTP1(req.URL) {
		return t.sendHTTP1(req, anew)
	}
	roundTrip := t.pool.RoundTrip
	if anew {
		roundTrip = t.pool.RoundTripNew
	}
	resp, err := roundTrip(req)
	switch {
	case errors.Is(err, h2.ErrHTTP11Required) && t.version == HTTP2:
		return nil, outcome.Fail(outcome.Protocol, fmt.Errorf("%w, and only HTTP/2 is wanted (--http 2)", err))
	case errors.Is(err, h2.ErrHTTP1), errors.Is(err, h2.ErrHTTP11Required):
		t.http1.add(req.URL.Host)
		return t.sendHTTP1(req, false)
	case errors.Is(err, h2.ErrBetterByHTTP1):
		return t.tryHTTP1(req)
	}
	return resp, err
}

func (t *Transport) sendHTTP1(req *http.Request, anew bool) (*http.Response, error) {
	switch looks := t.overH1(req.URL); {
	case !looks && anew:
		t.open.CloseIdleConnections()
		return t.open.RoundTrip(req)
	case !looks:
		return t.open.RoundTrip(req)
	case anew:
		return t.direct.RoundTripNew(req)
	}
	return t.direct.RoundTrip(req)
}

// dialing returns what connects for requests of a scheme to host:port, the one seam for that:
// through the proxy of that origin, which resolves names, or else to the server itself, under the
// guard. Connections are kept by scheme, host and port, on which alone it depends which way they go
// and where they may lead; so none is used again by a request that goes another way.
func (t *Transport) dialing(d *dialer, scheme string) dialFunc {
	direct := t.guard.dialing(d, scheme)
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if p := t.routes.of(scheme, addr); p != nil {
			return p.tunnel(ctx, network, addr)
		}
		return direct(ctx, network, addr)
	}
}

// speaksHTTP1 reports whether a server is known to be spoken to in HTTP/1.1. Once true for a server
// it stays so.
func (t *Transport) speaksHTTP1(u *url.URL) bool {
	return t.version != HTTP2 && (u.Scheme == "http" || t.version == HTTP1 || t.http1.has(u.Host))
}

// Proxy returns the proxy of req, nil for none, and whether that forwards req and so answers in
// place of the server; through a tunnel it does not.
func (t *Transport) Proxy(req *http.Request) (p *Proxy, forwards bool) {
	p = t.routes.of(req.URL.Scheme, req.URL.Host)
	return p, p != nil && t.routes.forwarding(req.URL) != nil
}

// overH1 reports whether HTTP/1.1 with the server of u, or with the proxy that forwards to it, is
// h1's.
func (t *Transport) overH1(u *url.URL) bool { return h1.Looks || t.routes.forwarding(u) != nil }

// unwanted is the failure of a server that speaks another version of HTTP than 2.
func unwanted(proto string) *outcome.Failure {
	return outcome.Fail(outcome.Protocol, fmt.Errorf("the server speaks %s, and only HTTP/%s is wanted", proto, HTTP2))
}

// Synchronous reports whether nothing goes on for req any more when its answer has ended. What
// net/http began for it, as a stream that it resets, it does not end with it.
func (t *Transport) Synchronous(req *http.Request) bool {
	return t.overH1(req.URL) && t.speaksHTTP1(req.URL)
}

// CloseIdleConnections closes connections that are open and not in use.
func (t *Transport) CloseIdleConnections() {
	t.direct.CloseIdleConnections()
	t.pool.CloseIdleConnections()
	t.open.CloseIdleConnections()
}
