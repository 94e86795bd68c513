package stages

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/sink"
)

// A Transport sends requests under the guard, by proxies or to the servers themselves: HTTP/1.1 in the goroutine of the caller,
// which costs less, and HTTP/2 by net/http. Whether a server speaks HTTP/2 shows when net/http connects to it.
type Transport struct {
	direct  *h1.Transport
	open    *http.Transport
	routes  routes
	guard   guard
	version HTTPVersion
	http1   hostSet // servers that don't speak HTTP/2 over TLS
}

// RoundTrip refuses what the guard refuses, and an answer in a version of HTTP that is not wanted.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.guard.check(req.URL); err != nil {
		return nil, err
	}
	if t.speaksHTTP1(req.URL) {
		return t.direct.RoundTrip(req)
	}
	resp, err := t.open.RoundTrip(req)
	if errors.Is(err, errHTTP1) {
		t.http1.add(req.URL.Host)
		return t.direct.RoundTrip(req)
	}
	return t.admit(resp, err)
}

// dialing returns what connects for requests of a scheme to host:port, the one seam for that: through the proxy of that origin,
// which resolves names, or else to the server itself, under the guard. Connections are kept by scheme, host and port, on which
// alone it depends which way they go and where they may lead; so none is used again by a request that goes another way.
func (t *Transport) dialing(d *dialer, scheme string) dialFunc {
	direct := t.guard.dialing(d, scheme)
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if p := t.routes.of(scheme, addr); p != nil {
			return p.tunnel(ctx, network, addr)
		}
		return direct(ctx, network, addr)
	}
}

// speaksHTTP1 reports whether a server, or the proxy that forwards to it, is known to be spoken to in HTTP/1.1, by a connection
// that can be looked at before it is used again. Once true for a server it stays so.
func (t *Transport) speaksHTTP1(u *url.URL) bool {
	switch {
	case t.routes.forwarding(u) != nil:
		return true
	case !h1.Looks, t.version == HTTP2:
		return false
	}
	return u.Scheme == "http" || t.version == HTTP1 || t.http1.has(u.Host)
}

// admit refuses an answer in a version that is not wanted.
func (t *Transport) admit(resp *http.Response, err error) (*http.Response, error) {
	if err == nil && !t.version.admits(resp.ProtoMajor) {
		resp.Body.Close() // of no use
		return nil, failure(sink.Protocol, fmt.Errorf("the server speaks %s, and only HTTP/%s is wanted", resp.Proto, t.version))
	}
	return resp, err
}

// Proxy returns the host:port of the proxy of req, empty for none, and whether that forwards req and so answers in place of the
// server; through a tunnel it does not.
func (t *Transport) Proxy(req *http.Request) (addr string, forwards bool) {
	p := t.routes.of(req.URL.Scheme, req.URL.Host)
	if p == nil {
		return "", false
	}
	return p.addr, t.routes.forwarding(req.URL) != nil
}

// Synchronous reports whether nothing goes on for req any more when its answer has ended. What net/http began for it, as a
// connection that came too late, it does not end with it.
func (t *Transport) Synchronous(req *http.Request) bool { return t.speaksHTTP1(req.URL) }

// CloseIdleConnections closes connections that are open and not in use.
func (t *Transport) CloseIdleConnections() {
	t.direct.CloseIdleConnections()
	t.open.CloseIdleConnections()
}
