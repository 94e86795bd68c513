package stages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/h2"
	"github.com/hoist/hoist/sink"
)

// A Transport sends requests under the guard: HTTP/1.1 without a proxy in the goroutine of the caller, which costs less, HTTP/2
// over a pool of connections, and all by a proxy by net/http. Whether a server speaks HTTP/2 shows when the pool connects to it.
type Transport struct {
	direct  *h1.Transport
	pool    *h2.Transport
	open    *http.Transport // HTTP/1.1 where h1 has no way to look at a connection
	proxied *http.Transport // by a proxy, always
	proxy   func(*http.Request) (*url.URL, error)
	guard   guard
	version HTTPVersion
	http1   hostSet // servers that don't speak HTTP/2 over TLS
}

// RoundTrip refuses what the guard refuses, and an answer in a version of HTTP that is not wanted. After 421 it sends the request
// once more, on a new connection (RFC 9110, section 15.5.20).
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
	proxied, err := t.isProxied(req)
	switch {
	case err != nil:
		return nil, err
	case proxied:
		return t.byProxy(req, anew)
	case t.speaksHTTP1(req.URL):
		return t.sendHTTP1(req, anew)
	}
	roundTrip := t.pool.RoundTrip
	if anew {
		roundTrip = t.pool.RoundTripNew
	}
	resp, err := roundTrip(req)
	switch {
	case errors.Is(err, h2.ErrHTTP11Required) && t.version == HTTP2:
		return nil, failure(sink.Protocol, fmt.Errorf("%w, and only HTTP/2 is wanted (--http 2)", err))
	case errors.Is(err, h2.ErrHTTP1), errors.Is(err, h2.ErrHTTP11Required):
		t.http1.add(req.URL.Host)
		return t.sendHTTP1(req, false)
	}
	return resp, err
}

func (t *Transport) sendHTTP1(req *http.Request, anew bool) (*http.Response, error) {
	switch {
	case !h1.Looks && anew:
		t.open.CloseIdleConnections()
		return t.open.RoundTrip(req)
	case !h1.Looks:
		return t.open.RoundTrip(req)
	case anew:
		return t.direct.RoundTripNew(req)
	}
	return t.direct.RoundTrip(req)
}

func (t *Transport) byProxy(req *http.Request, anew bool) (*http.Response, error) {
	if anew {
		t.proxied.CloseIdleConnections()
	}
	return t.admit(t.proxied.RoundTrip(req))
}

func (t *Transport) isProxied(req *http.Request) (bool, error) {
	if t.proxy == nil {
		return false, nil
	}
	proxy, err := t.proxy(req)
	return proxy != nil, err
}

// speaksHTTP1 reports whether a server is known to be spoken to in HTTP/1.1. Once true for a server it stays so.
func (t *Transport) speaksHTTP1(u *url.URL) bool {
	return t.version != HTTP2 && (u.Scheme == "http" || t.version == HTTP1 || t.http1.has(u.Host))
}

// admit refuses an answer in a version that is not wanted.
func (t *Transport) admit(resp *http.Response, err error) (*http.Response, error) {
	if err == nil && !t.version.admits(resp.ProtoMajor) {
		resp.Body.Close() // of no use
		return nil, unwanted(resp.Proto)
	}
	return resp, err
}

// unwanted is the failure of a server that speaks another version of HTTP than 2.
func unwanted(proto string) *Failure {
	return failure(sink.Protocol, fmt.Errorf("the server speaks %s, and only HTTP/%s is wanted", proto, HTTP2))
}

// Synchronous reports whether nothing goes on for req any more when its answer has ended. What net/http began for it, as a
// stream that it resets, it does not end with it.
func (t *Transport) Synchronous(req *http.Request) bool {
	proxied, err := t.isProxied(req)
	return err == nil && !proxied && h1.Looks && t.speaksHTTP1(req.URL)
}

// CloseIdleConnections closes connections that are open and not in use.
func (t *Transport) CloseIdleConnections() {
	t.direct.CloseIdleConnections()
	t.pool.CloseIdleConnections()
	t.open.CloseIdleConnections()
	t.proxied.CloseIdleConnections()
}
