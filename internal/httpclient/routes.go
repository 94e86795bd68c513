package httpclient

import (
	"net/url"

	"github.com/hoist/hoist/internal/h1"
)

// routes are the proxies of requests. The zero value has no proxy.
type routes struct {
	proxies Proxies
	http    *Proxy // nil if Proxies has none
	https   *Proxy
	forward *h1.Proxy // http as an h1.Proxy; nil if http requests go through a tunnel
}

// routes returns the proxies of requests. If the Version is HTTP2, all requests go through a
// tunnel, since a proxy forwards by HTTP/1.1.
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

// of returns the proxy for host:port; nil if there is none.
func (r *routes) of(scheme, host string) *Proxy {
	switch {
	case r.proxies.of(scheme, host) == nil:
		return nil
	case scheme == "https":
		return r.https
	}
	return r.http
}

// forwarding returns the proxy that forwards requests for u; nil if there is none.
func (r *routes) forwarding(u *url.URL) *h1.Proxy {
	if r.forward == nil || u.Scheme != "http" || r.proxies.of(u.Scheme, u.Host) == nil {
		return nil
	}
	return r.forward
}
