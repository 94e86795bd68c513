package httpclient

import (
	"context"
	"errors"
	"net"
	"time"
)

// resolutionDelay is how long a lookup waits for the AAAA answer when the A answer is there (RFC
// 8305, section 3, Resolution Delay).
const resolutionDelay = 50 * time.Millisecond

// NewResolver is the system's resolver, which connects to name servers by dial. Without it package
// net would go on reading from one that drops questions, with its socket open, for 5 s after the
// lookup has ended.
func NewResolver(dial dialFunc) *net.Resolver {
	return &net.Resolver{Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err == nil {
			context.AfterFunc(ctx, func() { // ctx ends with each question, too
				if errors.Is(ctx.Err(), context.Canceled) { // a deadline is that of the connection too, which then says so
					conn.Close()
				}
			})
		}
		return conn, err
	}}
}

// ofFamily looks name up.
func (l *lookups) ofFamily(ctx context.Context, name string) resolution {
	if l.family != AnyFamily {
		return await(ctx, l.ask(ctx, l.family.network(), name))
	}
	return l.ofBoth(ctx, name)
}

// ofBoth looks up A and AAAA of name together, and A apart as well, so that a name server that
// drops questions for AAAA costs no more than resolutionDelay. AAAA has no lookup apart, since a
// name without AAAA may have one in a search domain (resolv.conf(5)), where it is another host's:
// only together both are looked up under the same name, and sorted by RFC 6724.
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
	// There is no A. Of A and AAAA together the error is that of either, so AAAA is asked for its
	// own: the name is not found if neither of them is, and a failure of the other may pass.
	return await(ctx, l.ask(ctx, "ip6", name))
}

// ask begins a lookup. The channel has room for its answer, for which nobody may wait any more.
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

// await waits for an answer until ctx ends, even where the resolver does not end with it.
func await(ctx context.Context, answers <-chan resolution) resolution {
	select {
	case a := <-answers:
		return a
	case <-ctx.Done():
		return resolution{err: ctx.Err()}
	}
}
