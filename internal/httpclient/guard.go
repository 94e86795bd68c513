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

// A guard keeps data and redirects from leading to addresses that are not of the public internet.
// The addresses of a host are known to the dialer alone, so it is the dialer that checks them; the
// guard tells it when not to. Behind a proxy, which resolves names itself, the guard checks what
// can be seen in the URL, and that is all.
type guard struct {
	own string // host:port that the user chose
	off bool
}

// check refuses what by its URL alone leads to an address that is not public. The error is a
// Failure.
func (g guard) check(u *url.URL) error {
	if g.off || g.isOwn(u) {
		return nil
	}
	return checkHost(u.Hostname())
}

// isOwn reports whether u is of the host that the user chose, and its port; or is that host's
// standard port of https, where the user chose that of http.
func (g guard) isOwn(u *url.URL) bool {
	return u.Host == g.own || g.owns(u.Scheme, origin.Address(u))
}

// owns is isOwn of a scheme and a host:port as origin.Address has it.
func (g guard) owns(scheme, to string) bool {
	if name, http := strings.CutSuffix(g.own, ":80"); http && to == name+":443" {
		return scheme == "https"
	}
	return to == g.own
}

// dialing returns what connects to servers themselves, for a scheme, under the guard. Connections
// are kept by scheme, host and port, on which alone it depends where they may lead; so none is used
// again by a request that may not.
func (g guard) dialing(d *dialer, scheme string) dialFunc {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		return d.dial(ctx, network, addr, g.off || g.owns(scheme, addr))
	}
}

// checkHost refuses a host that by its name alone is not public: an address, or localhost (RFC
// 6761). A host that ends in a number is an address or nothing; in another spelling than the usual,
// as 0x7f.1, a proxy or a resolver may take it for one.
func checkHost(host string) error {
	host, err := origin.Name(host)
	if err != nil { // of a URL that Plan has not seen
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
	if hex, ok := strings.CutPrefix(last, "0x"); ok && strings.Trim(hex, "0123456789abcdef") == "" || last != "" && strings.Trim(last, "0123456789") == "" {
		return outcome.Fail(outcome.Blocked, fmt.Errorf("host %.100q is an address in an odd spelling, which may not be public; --allow-private lifts this", host))
	}
	return nil
}

// blocked is the failure of a host whose address is not public.
func blocked(host, address string) *outcome.Failure {
	return outcome.Fail(outcome.Blocked, fmt.Errorf("host %.100q has the address %s, which is not public; --allow-private lifts this", host, address))
}
