package h1

import (
	"net/url"

	"github.com/hoist/hoist/internal/origin"
)

// A destination is what a connection is to: a server, or a proxy that forwards to many.
type destination struct {
	origin.Origin        // Scheme is empty for a proxy
	proxy         *Proxy // nil for a server
}

// destination is where a request for u is sent.
func (t *Transport) destination(u *url.URL) destination {
	if t.Proxy != nil && u.Scheme == "http" {
		if p := t.Proxy(u); p != nil {
			return destination{origin.Origin{Address: p.Addr}, p}
		}
	}
	return destination{Origin: origin.Of(u)}
}
