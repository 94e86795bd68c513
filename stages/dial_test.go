package stages

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/source"
)

// Addresses of two families race, and the first has a head start.
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
		want  string // address or error
		after time.Duration
	}{
		{"the first answers at once", map[string]host{six: {}, four: {}, other: {}}, six, 0},
		{"the first is silent", map[string]host{six: {time.Hour, nil}, four: {}, other: {}}, four, 300 * time.Millisecond},
		{"the first refuses", map[string]host{six: {0, refused}, four: {}, other: {}}, four, 0},
		{"the first is slow, and still first", map[string]host{six: {time.Second, nil}, four: {time.Second, nil}, other: {}}, six, time.Second},
		{"the second of a family", map[string]host{six: {0, refused}, four: {0, refused}, other: {}}, other, 0},
		{"a silent one leaves time for the next", map[string]host{six: {0, refused}, four: {time.Hour, nil}, other: {}}, other, 3 * time.Second},
		{"none", map[string]host{six: {0, refused}, four: {0, refused}, other: {0, refused}}, "refused", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var open atomic.Int32
				d := Client{
					Timeout: 6 * time.Second,
					resolve: func(context.Context, string) ([]netip.Addr, error) {
						return []netip.Addr{netip.MustParseAddr("2606:4700::1"), netip.MustParseAddr("1.1.1.1"), netip.MustParseAddr("1.0.0.1")}, nil
					},
					connect: func(ctx context.Context, _, address string) (net.Conn, error) {
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
				conn, err := d.dial(t.Context(), "tcp", "h:80", false)
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

// However many connections are wanted, no more than 32 names are looked up at once; addresses need no lookup.
func TestLookupsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, peak atomic.Int32
		failed := &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}
		d := Client{
			resolve: func(context.Context, string) ([]netip.Addr, error) {
				peak.Store(max(peak.Load(), now.Add(1)))
				defer now.Add(-1)
				time.Sleep(time.Second)
				return nil, failed
			},
			connect: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("refused") },
		}.dialer()
		began := time.Now()
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				_, err := d.dial(t.Context(), "tcp", "h:80", false)
				if dns, ok := errors.AsType[*net.DNSError](err); !ok || !dns.IsNotFound {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		if _, err := d.dial(t.Context(), "tcp", "1.1.1.1:80", false); err == nil || err.Error() != "refused" || time.Since(began) != 0 {
			t.Errorf("an address waited for lookups: %v after %v", err, time.Since(began))
		}
		all.Wait()
		if peak.Load() != maxLookups || time.Since(began) != 4*time.Second {
			t.Errorf("%d at once, %v in all", peak.Load(), time.Since(began))
		}
	})
}

// Waiting for a turn to look up a name is not the server's doing, so it doesn't count for --timeout.
func TestLookupTurnIsNoTimeout(t *testing.T) {
	for _, tt := range []struct {
		name          string
		turn, resolve time.Duration
		cancel        bool
		want          string
		after         time.Duration
	}{
		{"waits long, then is quick", time.Hour, 0, false, "connect", time.Hour},
		{"waits long, then is slow", time.Hour, 7 * time.Second, false, "timeout", time.Hour + 6*time.Second},
		{"ended while it waits", time.Hour, 0, true, "cancelled", time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := Client{
					Timeout: 6 * time.Second, NoProxy: true, AllowPrivate: true,
					resolve: func(ctx context.Context, host string) ([]netip.Addr, error) {
						if host == "slow" { // and heeds nothing
							time.Sleep(tt.turn)
							return nil, errors.New("slow")
						}
						select {
						case <-time.After(tt.resolve):
							return []netip.Addr{netip.MustParseAddr("1.1.1.1")}, nil
						case <-ctx.Done():
							return nil, ctx.Err()
						}
					},
					connect: func(context.Context, string, string) (net.Conn, error) {
						return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
					},
				}
				f := clientFetcher(t, c, RequestHeader{})
				var slow sync.WaitGroup
				for range maxLookups {
					slow.Go(func() { f.transport.(*Transport).open.DialContext(t.Context(), "tcp", "slow:80") })
				}
				synctest.Wait()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.cancel {
					time.AfterFunc(time.Minute, cancel)
				}
				began := time.Now()
				got, _ := f.fetch(ctx, 1, Request{Job: source.Job{Code: "x"}, URL: mustURL(t, "http://quick/"), Name: "x"})
				if kind := kindOf(got); kind != tt.want || time.Since(began) != tt.after {
					t.Errorf("got %s (%v) after %v, want %s after %v", kind, got.Err, time.Since(began), tt.want, tt.after)
				}
				slow.Wait()
				time.Sleep(time.Minute) // what is being resolved for nobody ends too
			})
		})
	}
}

// NXDOMAIN can be told from other DNS failures through all that is wrapped around it.
func TestNoSuchHost(t *testing.T) {
	c := Client{NoProxy: true, resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}}
	got := get(t, clientFetcher(t, c, RequestHeader{}), "http://nowhere.example/")
	dns, ok := errors.AsType[*net.DNSError](got.Err)
	if kindOf(got) != "dns" || !ok || !dns.IsNotFound || !strings.Contains(got.Err.Error(), "nowhere.example: no such host") {
		t.Errorf("got %v", got.Err)
	}
}
