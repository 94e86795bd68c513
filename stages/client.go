package stages

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/sink"
)

// A Client says how servers are talked to. The zero value is for one request at a time, without limits of time.
type Client struct {
	Workers      int           // requests in flight
	Timeout      time.Duration // for each step to a connection; 0 for none
	Own          string        // host:port that data may lead to wherever it is (Planner.Own); empty for none
	AllowPrivate bool          // data may lead anywhere
	Proxy        *url.URL      // of all requests; nil for what the environment says
	NoProxy      bool          // not even that
	Roots        *x509.CertPool
	Certificates []tls.Certificate // shown to a server that asks
	Insecure     bool              // certificates are not checked
	HTTP         HTTPVersion

	resolve func(ctx context.Context, host string) ([]netip.Addr, error)         // nil for the system's resolver
	connect func(ctx context.Context, network, address string) (net.Conn, error) // nil for the network
}

// Transport returns what fetching is done over: one pool of connections, as many idle ones as there are workers, so
// that none is closed only to be made again. Bodies come as they were sent: compression is not asked for, and
// nothing is inflated. What the guard refuses has a *Failure of kind blocked.
func (c Client) Transport() *Transport {
	plain := &http.Transport{
		DialContext:            c.dialer().DialContext,
		TLSHandshakeTimeout:    c.Timeout,
		TLSClientConfig:        c.tls(),
		MaxIdleConns:           c.Workers,
		MaxIdleConnsPerHost:    c.Workers,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		DisableCompression:     true,
		Protocols:              c.HTTP.protocols(),
		HTTP2:                  c.probes(),
		OnProxyConnectResponse: refused,
	}
	switch {
	case c.Proxy != nil:
		plain.Proxy = http.ProxyURL(c.Proxy)
	case !c.NoProxy:
		plain.Proxy = http.ProxyFromEnvironment
	}
	return &Transport{
		Transport: plain, version: c.HTTP,
		guard: guard{own: c.Own, off: c.AllowPrivate, proxy: plain.Proxy},
		direct: &h1.Transport{
			Dial: plain.DialContext, MaxIdle: plain.MaxIdleConns, MaxIdlePerHost: plain.MaxIdleConnsPerHost,
			MaxHeaderBytes: plain.MaxResponseHeaderBytes, IdleTimeout: plain.IdleConnTimeout,
		},
	}
}

func (c Client) dialer() *dialer {
	d := &dialer{resolve: c.resolve, connect: c.connect, timeout: c.Timeout, lookups: make(lookups, maxLookups), open: c.AllowPrivate}
	if d.resolve == nil {
		d.resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if d.connect == nil {
		d.connect = new(net.Dialer).DialContext
	}
	return d
}

func (c Client) tls() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, RootCAs: c.Roots, Certificates: c.Certificates, InsecureSkipVerify: c.Insecure,
	}
}

// longestProbe is how long an HTTP/2 connection may be silent at most before it is asked whether it still lives, and
// then how long it has for an answer.
const longestProbe = 15 * time.Second

// probes finds connections that have died without a word: no other request shall wait for one.
func (c Client) probes() *http.HTTP2Config {
	after := longestProbe
	if c.Timeout > 0 {
		after = min(after, c.Timeout)
	}
	return &http.HTTP2Config{SendPingTimeout: after, PingTimeout: after}
}

// refused makes a failure of a proxy's answer to CONNECT, without the proxy's own words.
func refused(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return failure(sink.Connect, fmt.Errorf("the proxy answered %d where a connection was asked for", resp.StatusCode))
}

// A Transport sends requests under the guard: what needs TLS, a proxy or HTTP/2 by net/http, all else in the goroutine of
// the caller, which costs less.
type Transport struct {
	*http.Transport
	direct  *h1.Transport
	guard   guard
	version HTTPVersion
}

// RoundTrip refuses what the guard refuses, and an answer in a version of HTTP that is not wanted.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	req, err := t.guard.admit(req)
	if err != nil {
		return nil, err
	}
	if t.isDirect(req) {
		return t.direct.RoundTrip(req)
	}
	resp, err := t.Transport.RoundTrip(req)
	if err == nil && !t.version.admits(resp.ProtoMajor) {
		resp.Body.Close() // of no use
		return nil, failure(sink.Protocol, fmt.Errorf("the server speaks %s, and only HTTP/%s is wanted", resp.Proto, t.version))
	}
	return resp, err
}

// Synchronous reports whether nothing goes on for req any more when its answer has ended: what net/http began for it, as a
// connection that came too late, it does not end with it.
func (t *Transport) Synchronous(req *http.Request) bool { return t.isDirect(req) }

// isDirect reports whether req goes to its server itself, by HTTP/1.1 without TLS, and by a connection that can be looked at
// before it is used again.
func (t *Transport) isDirect(req *http.Request) bool {
	if !h1.Looks || req.URL.Scheme != "http" || t.version == HTTP2 {
		return false
	}
	if t.Proxy == nil {
		return true
	}
	proxy, err := t.Proxy(req)
	return proxy == nil && err == nil
}

// CloseIdleConnections closes connections that are open and not in use.
func (t *Transport) CloseIdleConnections() {
	t.direct.CloseIdleConnections()
	t.Transport.CloseIdleConnections()
}
