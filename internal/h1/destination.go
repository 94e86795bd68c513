package h1

import (
	"net/url"

	"github.com/hoist/hoist/internal/origin"
)

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
