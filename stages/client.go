package stages

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/http/httpproxy"

	"github.com/hoist/hoist/internal/clock"
	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/sink"
)

// A Client says how servers are talked to. The zero value is for one request at a time, without limits of time.
type Client struct {
	Workers      int           // requests in flight
	Timeout      time.Duration // for the answer to a PING on a silent HTTP/2 connection; 15 s at most, and for 0
	Own          string        // host:port that data may lead to wherever it is (Planner.Own); empty for none
	AllowPrivate bool          // data may lead anywhere
	Proxy        *url.URL      // of all requests; nil for what the environment says
	NoProxy      bool          // not even that
	Roots        *x509.CertPool
	Certificates []tls.Certificate // shown to a server that asks
	Insecure     bool              // certificates are not checked
	HTTP         HTTPVersion
	Clock        *clock.Clock // for the time that idle connections are kept

	ConnectTimeout time.Duration // to connect, after the lookup, and for a TLS handshake; 0 for none
	Family         Family        // of the addresses that are connected to

	resolve resolveFunc                                                          // nil for the system's resolver
	connect func(ctx context.Context, network, address string) (net.Conn, error) // nil for the network
}

// Transport returns what fetching is done over: a pool of connections of each sort, as many idle ones as there are workers, so
// that none is closed only to be made again. Bodies come as they were sent: compression is not asked for, and
// nothing is inflated. What the guard refuses has a *Failure of kind blocked.
func (c Client) Transport() *Transport {
	d := c.dialer()
	t := &Transport{version: c.HTTP, guard: guard{own: c.Own, off: c.AllowPrivate}, proxy: c.proxy()}
	dial, dialTLS := t.guard.dialing(d, "http"), t.guard.dialing(d, "https")
	t.open = c.netHTTP(dial)
	if c.HTTP != HTTP1 {
		t.open.DialTLSContext = t.chooseHTTP(dialTLS, c.tls(), d)
	}
	t.direct = &h1.Transport{
		Dial: dial, DialTLS: securing(dialTLS, c.tls()),
		MaxIdle: t.open.MaxIdleConns, MaxIdlePerHost: t.open.MaxIdleConnsPerHost,
		MaxHeaderBytes: t.open.MaxResponseHeaderBytes, IdleTimeout: t.open.IdleConnTimeout, Clock: c.Clock,
	}
	// A proxy is the user's choice, wherever it is.
	t.proxied = c.netHTTP(func(ctx context.Context, network, addr string) (net.Conn, error) {
		return d.dial(ctx, network, addr, true)
	})
	t.proxied.Proxy = t.proxy
	return t
}

// netHTTP is net/http, with connections by dial.
func (c Client) netHTTP(dial dialFunc) *http.Transport {
	return &http.Transport{
		DialContext:            dial,
		TLSHandshakeTimeout:    c.ConnectTimeout,
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
}

// proxy returns what chooses a proxy for a request; nil where there is none for any.
func (c Client) proxy() func(*http.Request) (*url.URL, error) {
	switch {
	case c.Proxy != nil:
		return http.ProxyURL(c.Proxy)
	case !c.NoProxy && environmentHasProxy():
		return http.ProxyFromEnvironment
	}
	return nil
}

// environmentHasProxy reports whether there is a proxy for any URL at all.
func environmentHasProxy() bool {
	env := httpproxy.FromEnvironment()
	return env.HTTPProxy != "" || env.HTTPSProxy != ""
}

func (c Client) dialer() *dialer {
	resolve, connect := c.resolve, c.connect
	if resolve == nil {
		resolve = newResolver(new(net.Dialer).DialContext).LookupNetIP
	}
	if connect == nil {
		connect = new(net.Dialer).DialContext
	}
	return &dialer{lookups: newLookups(resolve, c.Family), connect: connect, timeout: c.ConnectTimeout, family: c.Family}
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
