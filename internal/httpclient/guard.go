package httpclient

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/hoist/hoist/internal/address"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
)

// A guard keeps codes and redirects from leading to addresses outside the public internet. The
// dialer knows the addresses of a host, so the dialer checks them. The guard decides whether the
// dialer must check. A proxy resolves names itself, so for a proxy the guard checks only the URL.
type guard struct {
	own string // the host:port that the user chose
	off bool
}

// check returns a Failure if the URL alone shows that the address is not public.
func (g guard) check(u *url.URL) error {
	if g.off || g.isOwn(u) {
		return nil
	}
	return checkHost(u.Hostname())
}

// isOwn reports whether u has the host and port that the user chose. If the user chose the standard
// port of http, the standard port of https on the same host counts too.
func (g guard) isOwn(u *url.URL) bool {
	return u.Host == g.own || g.owns(u.Scheme, origin.Address(u))
}

// owns is like isOwn for a scheme and a host:port as in origin.Address.
func (g guard) owns(scheme, to string) bool {
	if name, http := strings.CutSuffix(g.own, ":80"); http && to == name+":443" {
		return scheme == "https"
	}
	return to == g.own
}

// dialing returns a function that connects directly to servers, for a scheme, under the guard.
// Connections are kept by scheme, host and port. The decision of the guard depends on nothing else,
// so a request never uses a kept connection that it may not use.
func (g guard) dialing(d *dialer, scheme string) dialFunc {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if g.off || g.owns(scheme, addr) {
			return d.dial(ctx, network, addr)
		}
		return d.dialPublic(ctx, network, addr)
	}
}

// checkHost returns an error for a host that by its name alone is not public: an address, or
// localhost (RFC 6761). A host that ends in a number can only be an address. If it has an unusual
// spelling, such as 0x7f.1, a proxy or a resolver may take it for an address.
func checkHost(host string) error {
	host, err := origin.Name(host)
	if err != nil { // the URL did not come from Plan
		return outcome.Fail(outcome.Blocked, err)
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if !address.Public(addr) {
			return blocked(host, addr.String())
		}
		return nil
	}
	name := strings.TrimSuffix(host, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	if last == "localhost" {
		return blocked(host, "of this machine")
	}
	if hex, ok := strings.CutPrefix(last, "0x"); ok && strings.Trim(hex, "0123456789abcdef") == "" ||
		last != "" && strings.Trim(last, "0123456789") == "" {
		return outcome.Fail(outcome.Blocked, fmt.Errorf("host %.100q is an address in an odd spelling, "+
			"which may not be public; --allow-private lifts this", host))
	}
	return nil
}

// blocked returns the failure of a host whose address is not public.
func blocked(host, address string) *outcome.Failure {
	return outcome.Fail(outcome.Blocked, fmt.Errorf("host %.100q has the address %s, which is not public; "+
		"--allow-private lifts this", host, address))
}
