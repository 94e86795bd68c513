package stages

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"

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
		if err := shake(ctx, secure); err != nil {
			plain.Close() // the handshake's error says more
			return nil, err
		}
		switch {
		case secure.ConnectionState().NegotiatedProtocol == "h2":
			gatherer.gather()
			return secure, nil
		case t.version == HTTP2 || !h1.Looks:
			return secure, nil
		}
		t.direct.Adopt(secure, "https", addr)
		return nil, errHTTP1
	}
}

// shake makes a handshake, of which the trace of ctx hears.
func shake(ctx context.Context, conn *tls.Conn) error {
	trace := httptrace.ContextClientTrace(ctx)
	if trace != nil && trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	err := conn.HandshakeContext(ctx)
	if trace != nil && trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(conn.ConnectionState(), err)
	}
	return err
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

// A hostSet is hosts with their ports, as they stand in URLs: up to maxHosts of them. The zero value is empty.
type hostSet struct {
	mu    sync.RWMutex
	hosts map[string]struct{}
}

// maxHosts is how many servers are remembered to speak HTTP/1.1 alone, some 100 bytes each. Of others it is found out
// with each connection.
const maxHosts = 16384

func (s *hostSet) add(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hosts == nil {
		s.hosts = map[string]struct{}{}
	}
	if len(s.hosts) < maxHosts {
		s.hosts[host] = struct{}{}
	}
}

func (s *hostSet) has(host string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, has := s.hosts[host]
	return has
}
