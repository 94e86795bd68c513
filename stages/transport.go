package stages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/sink"
)

// A Transport sends requests under the guard: HTTP/1.1 without a proxy in the goroutine of the caller, which costs less, and
// all else by net/http. Whether a server speaks HTTP/2 shows when net/http connects to it.
type Transport struct {
	direct  *h1.Transport
	open    *http.Transport // without a proxy
	proxied *http.Transport // by a proxy, always
	proxy   func(*http.Request) (*url.URL, error)
	guard   guard
	version HTTPVersion
	http1   hostSet // servers that don't speak HTTP/2 over TLS
}

// RoundTrip refuses what the guard refuses, and an answer in a version of HTTP that is not wanted.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.guard.check(req.URL); err != nil {
		return nil, err
	}
	proxied, err := t.isProxied(req)
	switch {
	case err != nil:
		return nil, err
	case proxied:
		return t.admit(t.proxied.RoundTrip(req))
	case t.speaksHTTP1(req.URL):
		return t.direct.RoundTrip(req)
	}
	resp, err := t.open.RoundTrip(req)
	if errors.Is(err, errHTTP1) {
		t.http1.add(req.URL.Host)
		return t.direct.RoundTrip(req)
	}
	return t.admit(resp, err)
}

func (t *Transport) isProxied(req *http.Request) (bool, error) {
	if t.proxy == nil {
		return false, nil
	}
	proxy, err := t.proxy(req)
	return proxy != nil, err
}

// speaksHTTP1 reports whether a server is known to be spoken to in HTTP/1.1, by a connection that can be looked at before it
// is used again. Once true for a server it stays so.
func (t *Transport) speaksHTTP1(u *url.URL) bool {
	if !h1.Looks || t.version == HTTP2 {
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

// Synchronous reports whether nothing goes on for req any more when its answer has ended. What net/http began for it, as a
// connection that came too late, it does not end with it.
func (t *Transport) Synchronous(req *http.Request) bool {
	proxied, err := t.isProxied(req)
	return err == nil && !proxied && t.speaksHTTP1(req.URL)
}

// CloseIdleConnections closes connections that are open and not in use.
func (t *Transport) CloseIdleConnections() {
	t.direct.CloseIdleConnections()
	t.open.CloseIdleConnections()
	t.proxied.CloseIdleConnections()
}
