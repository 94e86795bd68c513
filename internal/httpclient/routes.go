package httpclient

import (
	"net/url"

	"github.com/hoist/hoist/internal/h1"
)

// routes are the ways that requests go. The zero value is for no proxy.
type routes struct {
	proxies Proxies
	http    *Proxy // nil where Proxies has none
	https   *Proxy
	forward *h1.Proxy // http, where it forwards requests for http; nil where these go through a tunnel
}

// routes returns the ways of requests. HTTP/2 alone is spoken with servers, so then the way to them
// is always a tunnel.
func (c Client) routes(d *dialer) routes {
	r := routes{proxies: c.Proxies}
	if u := c.Proxies.http; u != nil {
		r.http = newProxy(u, d, c.tls(), c.UserAgent)
		if !isSOCKS(u) && c.HTTP != HTTP2 {
			r.forward = r.http.forwarding()
		}
	}
	if u := c.Proxies.https; u != nil {
		r.https = newProxy(u, d, c.tls(), c.UserAgent)
	}
	return r
}

// of returns the proxy on the way to host:port; nil where there is none.
func (r *routes) of(scheme, host string) *Proxy {
	switch {
	case r.proxies.of(scheme, host) == nil:
		return nil
	case scheme == "https":
		return r.https
	}
	return r.http
}

// forwarding returns the proxy that forwards requests for u; nil where none does.
func (r *routes) forwarding(u *url.URL) *h1.Proxy {
	if r.forward == nil || u.Scheme != "http" || r.proxies.of(u.Scheme, u.Host) == nil {
		return nil
	}
	return r.forward
}
