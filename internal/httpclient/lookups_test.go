package httpclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// However many connections are wanted, at most 32 names are looked up at once, and each name once.
// An address needs no lookup.
func TestLookupsAreBounded(t *testing.T) {
	for _, tt := range []struct {
		names, lookups, peak int
		after                time.Duration
	}{
		{100, 100, maxLookups, 4 * time.Second},
		{1, 1, 1, time.Second},
	} {
		t.Run(fmt.Sprint(tt.names), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var now, peak, all atomic.Int32
				d := Client{
					Family: IPv4,
					Resolve: func(context.Context, string, string) ([]netip.Addr, error) {
						all.Add(1)
						peak.Store(max(peak.Load(), now.Add(1)))
						defer now.Add(-1)
						time.Sleep(time.Second)
						return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
					},
					Connect: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("refused") },
				}.dialer()
				began := time.Now()
				var group sync.WaitGroup
				for i := range 100 {
					group.Go(func() {
						if _, err := d.dialPublic(t.Context(), "tcp", fmt.Sprintf("h%d:80", i%tt.names)); !IsNotFound(err) {
							t.Errorf("got %v", err)
						}
					})
				}
				synctest.Wait()
				if _, err := d.dialPublic(t.Context(), "tcp", "1.1.1.1:80"); err == nil || err.Error() != "refused" ||
					time.Since(began) != 0 {
					t.Errorf("an address waited for lookups: %v after %v", err, time.Since(began))
				}
				group.Wait()
				if int(peak.Load()) != tt.peak || int(all.Load()) != tt.lookups || time.Since(began) != tt.after {
					t.Errorf("%d lookups, %d at once, %v in all", all.Load(), peak.Load(), time.Since(began))
				}
				if len(d.lookups.flights) != 0 {
					t.Errorf("%d lookups are kept", len(d.lookups.flights))
				}
			})
		})
	}
}

// A caller whose context ends leaves a shared lookup. When the last caller has left, the lookup is
// cancelled.
func TestSharedLookupIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan time.Duration, 1)
		began := time.Now()
		d := Client{Family: IPv4, Resolve: func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			ended <- time.Since(began)
			return nil, ctx.Err()
		}}.dialer()
		var group sync.WaitGroup
		for i := range 3 {
			group.Go(func() {
				after := time.Duration(i+1) * time.Second
				ctx, cancel := context.WithTimeout(t.Context(), after)
				defer cancel()
				if _, err := d.dialPublic(ctx, "tcp", "h:80"); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != after {
					t.Errorf("got %v after %v", err, time.Since(began))
				}
			})
		}
		group.Wait()
		if after := <-ended; after != 3*time.Second {
			t.Errorf("the resolver was left alone after %v", after)
		}
	})
}

// A caller may join a lookup while the last of the others leaves it. The lookup that it gets is not
// cancelled. The test holds the mutex for more than 1 ms, so that sync.Mutex serves the waiting
// goroutines in turn. Then the join comes between two steps of the leave.
func TestLookupIsJoinedAsItIsLeft(t *testing.T) {
	l := newLookups(func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}, IPv4)
	for range 20 {
		first := l.join("h")
		var joined *flight
		var group sync.WaitGroup
		l.mu.Lock()
		group.Go(func() { joined = l.join("h") })
		group.Go(func() { l.leave("h", first) }) // the goroutine created last mostly runs first
		for range 2 {                            // a waiter that finds the mutex locked again starts the turns
			for began := time.Now(); time.Since(began) < 2*time.Millisecond; {
				runtime.Gosched()
			}
			l.mu.Unlock()
			l.mu.Lock()
		}
		l.mu.Unlock()
		group.Wait()
		l.mu.Lock()
		isOn := l.flights["h"] == joined
		l.mu.Unlock()
		l.leave("h", joined)
		<-joined.done
		if !isOn {
			t.Fatal("a lookup was ended that somebody waits for")
		}
	}
}
