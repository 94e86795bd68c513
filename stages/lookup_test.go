package stages

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
)

// The result of a fetch says what its lookup came to, so that trouble of the resolver is not taken for that of a host.
func TestFetchedLookup(t *testing.T) {
	public := []netip.Addr{netip.MustParseAddr("1.1.1.1")}
	for _, tt := range []struct {
		name, url string
		addrs     []netip.Addr
		err       error
		want      lookup
		again     bool
	}{
		{"found", "http://h/", public, nil, lookupDone, true},
		{"no such name", "http://h/", nil, &net.DNSError{Err: "no such host", IsNotFound: true}, lookupDone, false},
		{"the server fails", "http://h/", nil, &net.DNSError{Err: "server misbehaving", IsTemporary: true}, lookupFailed, true},
		{"not found, for now", "http://h/", nil, &net.DNSError{Err: "lookup", IsNotFound: true, IsTemporary: true}, lookupFailed, true},
		{"no name server", "http://h/", nil, &net.DNSError{Err: "connection refused"}, lookupFailed, true},
		{"an address", "http://1.1.1.1/", nil, errors.New("looked up"), lookupNone, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := Client{
					NoProxy: true,
					resolve: func(context.Context, string) ([]netip.Addr, error) { return tt.addrs, tt.err },
					connect: func(context.Context, string, string) (net.Conn, error) {
						return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
					},
				}
				got := get(t, clientFetcher(t, c, RequestHeader{}), tt.url)
				if got.lookup != tt.want || retryable(asFailure(got.Err), 0) != tt.again {
					t.Errorf("got %d (%v), want %d", got.lookup, got.Err, tt.want)
				}
			})
		})
	}
}
