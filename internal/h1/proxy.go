package h1

import (
	"cmp"
	"context"
	"maps"
	"net"
	"net/http"

	"github.com/hoist/hoist/internal/origin"
)

// A Proxy forwards requests for http to their servers. Its connections are kept for all of them.
type Proxy struct {
	// Dial connects to the proxy, whose host:port is Addr, as that of a Transport does. Where it
	// returns a *tls.Conn, a handshake that is not done yet is done by the Transport.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	Addr string

	Authorization string // value of Proxy-Authorization; empty for none
}

// forwarded returns req as it is sent to p, for which its URL stands in absolute form (RFC 9112,
// section 3.2.2). That of net/http has the Host field in it, which may be of another host. A nil p
// changes nothing.
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
