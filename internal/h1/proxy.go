package h1

import (
	"cmp"
	"context"
	"maps"
	"net"
	"net/http"
	"net/url"

	"github.com/hoist/hoist/internal/origin"
)

// A Proxy forwards http requests to their servers. A kept connection to the proxy serves requests
// to any server.
type Proxy struct {
	// Dial connects to the proxy, whose host:port is Addr, as Transport.Dial connects to a server.
	// If it returns a *tls.Conn whose handshake is not done, the Transport completes the handshake.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	Addr string

	Authorization string // value of Proxy-Authorization; empty for none
}

// forwarded returns req in the form that is sent to p, with the URL in absolute form (RFC 9112,
// section 3.2.2). net/http would write the Host field into that URL, which may be another host. If
// p is nil, forwarded returns req.
func (p *Proxy) forwarded(req *http.Request) *http.Request {
	if p == nil {
		return req
	}
	sent := *req
	if sent.Host == "" {
		sent.Host = req.URL.Host
	}
	if req.URL.Opaque == "" {
		u := *req.URL
		u.Opaque = "//" + origin.Field(&u) + cmp.Or(u.EscapedPath(), "/")
		sent.URL = &u
	}
	if p.Authorization != "" {
		sent.Header = maps.Clone(req.Header)
		sent.Header["Proxy-Authorization"] = []string{p.Authorization}
	}
	return &sent
}

// A destination is the peer of a connection: a server, or a proxy that forwards to many servers.
type destination struct {
	origin.Origin        // Scheme is empty for a proxy
	proxy         *Proxy // nil for a server
}

// destination returns the destination of a request for u.
func (t *Transport) destination(u *url.URL) destination {
	if t.Proxy != nil && u.Scheme == "http" {
		if p := t.Proxy(u); p != nil {
			return destination{origin.Origin{Address: p.Addr}, p}
		}
	}
	return destination{Origin: origin.Of(u)}
}
