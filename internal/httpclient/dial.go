package httpclient

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/hoist/hoist/internal/address"
	"github.com/hoist/hoist/internal/outcome"
)

// A dialer makes connections. It resolves a name itself and connects to an address that it has
// checked, never to the name. So a name server that answers differently the next time has no
// effect.
type dialer struct {
	lookups *lookups
	connect func(ctx context.Context, network, address string) (net.Conn, error)
	timeout time.Duration // of connecting, after the lookup; 0 for no limit
	option  string        // the option that set timeout, as Client.ConnectOption
	family  Family
}

// A dialFunc connects to host:port, like DialContext of http.Transport.
type dialFunc = func(ctx context.Context, network, addr string) (net.Conn, error)

// dial connects to host:port. The host may be at any address. The error is net's, or a Failure if
// neither a name server nor the host answered in time.
func (d *dialer) dial(ctx context.Context, network, hostport string) (net.Conn, error) {
	_, port, addrs, err := d.resolve(ctx, hostport)
	if err != nil {
		return nil, err
	}
	return d.connectAny(ctx, network, port, addrs)
}

// dialPublic is like dial, but skips addresses that are not public. If the host has no public
// address, the error is a Failure.
func (d *dialer) dialPublic(ctx context.Context, network, hostport string) (net.Conn, error) {
	host, port, addrs, err := d.resolve(ctx, hostport)
	if err != nil {
		return nil, err
	}
	if addrs, err = public(host, addrs); err != nil {
		return nil, err
	}
	return d.connectAny(ctx, network, port, addrs)
}

// resolve splits host:port and returns the addresses of the host too.
func (d *dialer) resolve(ctx context.Context, hostport string) (host, port string, addrs []netip.Addr, err error) {
	if host, port, err = net.SplitHostPort(hostport); err != nil {
		return "", "", nil, err
	}
	addrs, err = d.addresses(ctx, host)
	return host, port, addrs, err
}

// connectAny connects to any of the addresses, within the timeout of connecting.
func (d *dialer) connectAny(ctx context.Context, network, port string, addrs []netip.Addr) (net.Conn, error) {
	began := time.Now()
	ctx, cancel := d.limit(ctx)
	defer cancel()
	conn, err := d.race(ctx, network, port, addrs)
	if err != nil && d.timeout > 0 && time.Since(began) >= d.timeout {
		return nil, NoConnection(d.timeout, d.option)
	}
	return conn, err
}

// addresses returns the addresses of a host, which may be an address itself.
func (d *dialer) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return d.lookups.find(ctx, host)
	}
	if family := familyOf(addr); d.family != AnyFamily && family != d.family {
		return nil, &wrongFamily{addr, d.family}
	}
	return []netip.Addr{addr}, nil
}

// limit returns ctx with the timeout of connecting: net/http goes on connecting after the request
// has ended.
func (d *dialer) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if d.timeout == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, d.timeout)
}

// public returns the public addresses of a host.
func public(host string, addrs []netip.Addr) ([]netip.Addr, error) {
	kept := slices.DeleteFunc(slices.Clone(addrs), func(a netip.Addr) bool { return !address.Public(a) })
	if len(kept) == 0 && len(addrs) > 0 {
		return nil, blocked(host, addrs[0].Unmap().String())
	}
	return kept, nil
}

// inTurn tries the addresses in turn until a connection succeeds. Each address gets a share of the
// time that is left, so that a silent one does not use all of it.
func (d *dialer) inTurn(ctx context.Context, network, port string, addrs []netip.Addr) (conn net.Conn, err error) {
	for i, addr := range addrs {
		one, cancel := share(ctx, len(addrs)-i)
		got, failed := d.connect(one, network, net.JoinHostPort(addr.Unmap().String(), port))
		cancel()
		if failed == nil {
			return got, nil
		}
		if err == nil {
			err = failed
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
}

// shortestShare is the shortest time for an address even if several addresses are left, as in
// package net.
const shortestShare = 2 * time.Second

// share returns ctx with one n-th of the time until its deadline.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	left := time.Until(deadline)
	return context.WithTimeout(ctx, min(left, max(left/time.Duration(n), shortestShare)))
}

// NoConnection returns the failure of a host that was not connected to in time. option is the
// option that set the limit, as Client.ConnectOption.
func NoConnection(limit time.Duration, option string) *outcome.Failure {
	return outcome.Fail(outcome.Timeout, fmt.Errorf("no connection within %v (%s)", limit, cmp.Or(option, "--connect-timeout")))
}
