package httpclient

import (
	"context"
	"errors"
	"net"
	"time"
)

// resolutionDelay is the time that a lookup waits for the AAAA answer after the A answer (RFC 8305,
// section 3, Resolution Delay).
const resolutionDelay = 50 * time.Millisecond

// NewResolver returns the system's resolver, which connects to name servers by dial. It closes the
// socket when a lookup is cancelled. Package net would read from a silent name server for up to 5 s
// more.
func NewResolver(dial dialFunc) *net.Resolver {
	return &net.Resolver{Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err == nil {
			context.AfterFunc(ctx, func() { // ctx also ends with each question
				if errors.Is(ctx.Err(), context.Canceled) { // the connection has the same deadline, and reports it
					conn.Close()
				}
			})
		}
		return conn, err
	}}
}

// ofFamily looks up name, for the family of l.
func (l *lookups) ofFamily(ctx context.Context, name string) resolution {
	if l.family != AnyFamily {
		return await(ctx, l.ask(ctx, l.family.network(), name))
	}
	return l.ofBoth(ctx, name)
}

// ofBoth looks up A and AAAA of name together, and A apart as well. So a name server that drops
// questions for AAAA costs no more than resolutionDelay. AAAA is looked up apart only if there is
// no A: a name without AAAA may have one in a search domain (resolv.conf(5)), and it is another
// host's. If both are looked up together, they have the same name, and are sorted by RFC 6724.
func (l *lookups) ofBoth(ctx context.Context, name string) resolution {
	together, apart := l.ask(ctx, "ip", name), l.ask(ctx, "ip4", name)
	var both, four resolution
	select {
	case both = <-together:
		if both.err == nil {
			return both
		}
		four = await(ctx, apart)
	case four = <-apart:
		wait := ctx
		if four.err == nil {
			delayed, cancel := context.WithTimeout(ctx, resolutionDelay)
			defer cancel()
			wait = delayed
		}
		both = await(wait, together)
	case <-ctx.Done():
		return resolution{err: ctx.Err()}
	}
	switch {
	case both.err == nil:
		return both
	case four.err == nil || !IsNotFound(four.err):
		return four
	case !IsNotFound(both.err):
		return both
	}
	// There is no A record. The error of the lookup of both families may belong to A or to AAAA, so
	// AAAA is looked up by itself. The name is not found if it has neither.
	return await(ctx, l.ask(ctx, "ip6", name))
}

// ask begins a lookup. The channel has room for the answer, in case no one reads it.
func (l *lookups) ask(ctx context.Context, network, name string) <-chan resolution {
	answers := make(chan resolution, 1)
	go func() {
		addrs, err := l.resolve(ctx, network, name)
		if err == nil && len(addrs) == 0 {
			err = &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
		}
		answers <- resolution{addrs, err}
	}()
	return answers
}

// await waits for an answer until ctx ends, even if the resolver goes on.
func await(ctx context.Context, answers <-chan resolution) resolution {
	select {
	case a := <-answers:
		return a
	case <-ctx.Done():
		return resolution{err: ctx.Err()}
	}
}

// A LookupResult is the result of the last lookup of an exchange.
type LookupResult uint8

const (
	LookupNone   LookupResult = iota // no lookup: there was a connection, or the host is an address
	LookupDone                       // a name server answered, perhaps that the name does not exist
	LookupFailed                     // no name server gave a useful answer while the exchange lasted
)

func lookupOf(err error) LookupResult {
	if err == nil || IsNotFound(err) {
		return LookupDone
	}
	return LookupFailed
}

// IsNotFound reports whether a name server answered that a name does not exist (NXDOMAIN), or that
// it has no address of the families asked for (NODATA; package net has one error for both). For
// SERVFAIL, REFUSED, a lame referral, no answer, and no way to a name server it returns false.
func IsNotFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound && !dns.IsTemporary && !dns.IsTimeout
}
