package httpclient

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The dialer tries addresses of both families. The first address has a head start.
func TestDialRace(t *testing.T) {
	refused := errors.New("refused")
	type host struct {
		after time.Duration
		err   error
	}
	const six, four, other = "[2606:4700::1]:80", "1.1.1.1:80", "1.0.0.1:80"
	for _, tt := range []struct {
		name  string
		hosts map[string]host
		want  string // the address, or the error
		after time.Duration
	}{
		{"the first answers at once", map[string]host{six: {}, four: {}, other: {}}, six, 0},
		{"the first is silent", map[string]host{six: {time.Hour, nil}, four: {}, other: {}}, four, 300 * time.Millisecond},
		{"the first refuses", map[string]host{six: {0, refused}, four: {}, other: {}}, four, 0},
		{
			"the first is slow, and still first",
			map[string]host{six: {time.Second, nil}, four: {time.Second, nil}, other: {}}, six, time.Second,
		},
		{"the second of a family", map[string]host{six: {0, refused}, four: {0, refused}, other: {}}, other, 0},
		{
			"a silent one leaves time for the next",
			map[string]host{six: {0, refused}, four: {time.Hour, nil}, other: {}}, other, 3 * time.Second,
		},
		{"none", map[string]host{six: {0, refused}, four: {0, refused}, other: {0, refused}}, "refused", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var open atomic.Int32
				d := Client{
					ConnectTimeout: 6 * time.Second,
					Resolve: func(context.Context, string, string) ([]netip.Addr, error) {
						return []netip.Addr{
							netip.MustParseAddr("2606:4700::1"), netip.MustParseAddr("1.1.1.1"),
							netip.MustParseAddr("1.0.0.1"),
						}, nil
					},
					Connect: func(ctx context.Context, _, address string) (net.Conn, error) {
						h := tt.hosts[address]
						select {
						case <-time.After(h.after):
						case <-ctx.Done():
							return nil, ctx.Err()
						}
						if h.err != nil {
							return nil, h.err
						}
						open.Add(1)
						return &countedConn{address: address, open: &open}, nil
					},
				}.dialer()
				began := time.Now()
				conn, err := d.dialPublic(t.Context(), "tcp", "h:80")
				got := ""
				if err != nil {
					got = err.Error()
				} else {
					got = conn.(*countedConn).address
					conn.Close()
				}
				if after := time.Since(began); got != tt.want || after != tt.after {
					t.Errorf("got %s after %v, want %s after %v", got, after, tt.want, tt.after)
				}
				synctest.Wait()
				if open.Load() != 0 {
					t.Errorf("%d connections left open", open.Load())
				}
			})
		})
	}
}

type countedConn struct {
	net.Conn
	address string
	open    *atomic.Int32
}

func (c *countedConn) Close() error { c.open.Add(-1); return nil }
