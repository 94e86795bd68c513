package httpclient

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"
)

// headStart is the time that the family of the first address has before the other family is tried
// too (RFC 8305, section 5; the value of package net).
const headStart = 300 * time.Millisecond

var errNoAddress = errors.New("the name has no address")

type dialed struct {
	conn net.Conn
	err  error
}

// race connects to addrs, IPv4 and IPv6 in parallel, and returns the first connection. The error is
// the first error.
func (d *dialer) race(ctx context.Context, network, port string, addrs []netip.Addr) (net.Conn, error) {
	if len(addrs) == 0 {
		return nil, &net.OpError{Op: "dial", Net: network, Err: errNoAddress}
	}
	first, second := families(addrs)
	if len(second) == 0 {
		return d.inTurn(ctx, network, port, first)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan dialed, 2) // so that no goroutine blocks after race has returned
	start := func(addrs []netip.Addr) {
		go func() {
			conn, err := d.inTurn(ctx, network, port, addrs)
			results <- dialed{conn, err}
		}()
	}
	start(first)
	timer := time.NewTimer(headStart)
	defer timer.Stop()
	var err error
	for running, waiting := 1, true; running > 0; {
		select {
		case <-timer.C:
		case r := <-results:
			running--
			if r.err == nil {
				if running > 0 {
					go closeLate(results)
				}
				return r.conn, nil
			}
			if err == nil {
				err = r.err
			}
		}
		if waiting {
			start(second)
			running, waiting = running+1, false
		}
	}
	return nil, err
}

// closeLate closes the second connection, if there is one.
func closeLate(results <-chan dialed) {
	if late := <-results; late.err == nil {
		late.conn.Close()
	}
}

// families returns the addresses of the first address's family, and the other addresses.
func families(addrs []netip.Addr) (first, second []netip.Addr) {
	for _, addr := range addrs {
		if addr.Unmap().Is4() == addrs[0].Unmap().Is4() {
			first = append(first, addr)
		} else {
			second = append(second, addr)
		}
	}
	return first, second
}
