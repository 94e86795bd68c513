package httpclient

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"
)

// headStart is what the family of the first address has before the other one is tried too (RFC
// 8305, section 5, in the words and with the delay of package net).
const headStart = 300 * time.Millisecond

var errNoAddress = errors.New("the name has no address")

type dialed struct {
	conn net.Conn
	err  error
}

// race connects to addrs, IPv4 and IPv6 side by side, and returns the connection that is there
// first. The error is the first one.
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
	results := make(chan dialed, 2) // none waits for a reader that has left
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

// closeLate closes the connection that came second, if it still comes.
func closeLate(results <-chan dialed) {
	if late := <-results; late.err == nil {
		late.conn.Close()
	}
}

// families are the addresses of the first one's family, and the others.
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
