package httpclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"github.com/hoist/hoist/internal/h1"
	"github.com/hoist/hoist/internal/h2"
)

// A Client has the options of connections to servers. The zero value is for one request at a time,
// without limits of time.
type Client struct {
	Workers      int           // requests in flight
	Timeout      time.Duration // for the answer to a PING on a silent HTTP/2 connection; 15 s at most, and for 0
	Server       string        // host:port that may be at any address (naming.Planner.Server); empty for none
	AllowPrivate bool          // every host may be at any address
	Proxies      Proxies
	UserAgent    string            // in CONNECT requests to a proxy; empty for none
	Roots        *x509.CertPool    // CA certificates that are trusted; nil for the system's
	Certificates []tls.Certificate // shown to a server that asks
	Insecure     bool              // certificates are not checked
	HTTP         Version

	ConnectTimeout time.Duration // for connecting, after the lookup, and for a TLS handshake; 0 for no limit
	ConnectOption  string        // the option that set ConnectTimeout, for errors; empty for --connect-timeout
	Family         Family        // the family of the addresses to connect to

	Resolve ResolveFunc                                                          // nil for the system's resolver
	Connect func(ctx context.Context, network, address string) (net.Conn, error) // nil for the network
}

// Transport returns the transport for all requests. It keeps as many idle connections as there are
// workers. It does not ask for compression and does not decompress. If the guard refuses a request,
// the error is a *Failure of kind blocked.
func (c Client) Transport() *Transport {
	d := c.dialer()
	t := &Transport{version: c.HTTP, guard: guard{own: c.Server, off: c.AllowPrivate}, routes: c.routes(d)}
	dial, dialTLS := t.dialing(d, "http"), t.dialing(d, "https")
	t.roots, t.secure, t.askLimit = c.Roots, dialTLS, askLimit
	if c.ConnectTimeout > 0 {
		t.askLimit = min(t.askLimit, c.ConnectTimeout)
	}
	t.open = c.netHTTP(dial)
	t.open.Protocols = HTTP1.protocols()
	t.open.DialTLSContext = securing(dialTLS, c.tls())
	t.pool = &h2.Transport{
		Dial: t.negotiate(dial, dialTLS, c.tls(), d), MaxConnsPerHost: max(c.Workers, 1), MaxIdle: c.Workers, HTTP2: c.probes(),
		MaxHeaderBytes: t.open.MaxResponseHeaderBytes, IdleTimeout: t.open.IdleConnTimeout, MayLeave: c.HTTP != HTTP2,
	}
	t.direct = &h1.Transport{
		Dial: dial, DialTLS: securing(dialTLS, c.tls()), Proxy: t.routes.forwarding,
		MaxIdle: t.open.MaxIdleConns, MaxIdlePerHost: t.open.MaxIdleConnsPerHost,
		MaxHeaderBytes: t.open.MaxResponseHeaderBytes, IdleTimeout: t.open.IdleConnTimeout,
	}
	if !h1.Looks {
		t.direct.MaxIdlePerHost = -1
	}
	return t
}

// maxHeaderBytes is the size of the longest header of an answer.
const maxHeaderBytes = 256 << 10

// netHTTP returns an http.Transport that makes connections by dial.
func (c Client) netHTTP(dial dialFunc) *http.Transport {
	return &http.Transport{
		DialContext:            dial,
		TLSHandshakeTimeout:    c.ConnectTimeout,
		TLSClientConfig:        c.tls(),
		MaxIdleConns:           c.Workers,
		MaxIdleConnsPerHost:    c.Workers,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
		Protocols:              c.HTTP.protocols(),
		HTTP2:                  c.probes(),
	}
}

func (c Client) dialer() *dialer {
	resolve, connect := c.Resolve, c.Connect
	if resolve == nil {
		resolve = NewResolver(new(net.Dialer).DialContext).LookupNetIP
	}
	if connect == nil {
		connect = new(net.Dialer).DialContext
	}
	return &dialer{
		lookups: newLookups(resolve, c.Family), connect: connect, timeout: c.ConnectTimeout,
		option: c.ConnectOption, family: c.Family,
	}
}

func (c Client) tls() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, RootCAs: c.Roots, Certificates: c.Certificates, InsecureSkipVerify: c.Insecure,
	}
}

// longestProbe is the longest silence of an HTTP/2 connection before it gets a PING. The answer to
// the PING has the same limit.
const longestProbe = 15 * time.Second

// probes returns the configuration that detects dead connections, so that no other request waits
// for them.
func (c Client) probes() *http.HTTP2Config {
	after := longestProbe
	if c.Timeout > 0 {
		after = min(after, c.Timeout)
	}
	return &http.HTTP2Config{SendPingTimeout: after, PingTimeout: after}
}

// A Version says which versions of HTTP may be used.
type Version string

const (
	Auto  Version = "auto" // HTTP/2 if a server offers it over TLS, else 1.1; also the zero value
	HTTP1 Version = "1.1"
	HTTP2 Version = "2" // only HTTP/2; without TLS by prior knowledge (RFC 9113, section 3.3)
)

func (v Version) protocols() *http.Protocols {
	p := &http.Protocols{}
	p.SetHTTP1(v != HTTP2)
	p.SetHTTP2(v != HTTP1)
	p.SetUnencryptedHTTP2(v == HTTP2)
	return p
}
