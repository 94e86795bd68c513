package stages

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/source"
)

// A records is what a fake resolver answers about one family: addresses or an error, after a while.
type records struct {
	after time.Duration
	addrs string // with blanks between
	err   error
}

func (r records) resolve(ctx context.Context) ([]netip.Addr, error) {
	select {
	case <-time.After(r.after):
	case <-ctx.Done():
		return nil, &net.DNSError{Err: "i/o timeout", IsTimeout: true}
	}
	var addrs []netip.Addr
	for _, text := range strings.Fields(r.addrs) {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	return addrs, r.err
}

// A fakeResolver resolves any name as net.Resolver does: with ip it waits for both families, and
// fails only where neither has an address, with the error that came last.
type fakeResolver struct{ a, aaaa records }

func (f fakeResolver) resolve(ctx context.Context, network, _ string) ([]netip.Addr, error) {
	switch network {
	case "ip4":
		return f.a.resolve(ctx)
	case "ip6":
		return f.aaaa.resolve(ctx)
	}
	first, last := f.a, f.aaaa
	if first.after > last.after {
		first, last = last, first
	}
	began := time.Now()
	addrs, _ := first.resolve(ctx)
	last.after -= time.Since(began)
	more, err := last.resolve(ctx)
	if addrs = append(addrs, more...); len(addrs) > 0 {
		return addrs, nil
	}
	return nil, err
}

var (
	errNotThere = &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}
	errServfail = &net.DNSError{Err: "server misbehaving", Name: "h", IsTemporary: true}
	errRefused  = &net.DNSError{Err: "read: connection refused", Name: "h", IsTemporary: true}
	errNoNet    = &net.DNSError{Err: "dial udp: network is unreachable", Name: "h", IsTemporary: true}
	errLame     = &net.DNSError{Err: "lame referral", Name: "h"}
	errOdd      = &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true, IsTemporary: true}
)

// fetchOver fetches url over a network that resolves by resolve and refuses all connections.
func fetchOver(t *testing.T, c Client, url string) (got Fetched, dialled []string, took time.Duration) {
	t.Helper()
	var mu sync.Mutex
	c.AllowPrivate = true
	c.connect = func(_ context.Context, _, address string) (net.Conn, error) {
		mu.Lock()
		defer mu.Unlock()
		dialled = append(dialled, address)
		return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
	}
	began := time.Now()
	got = get(t, clientFetcher(t, c, RequestHeader{}), url)
	return got, dialled, time.Since(began)
}

// Which addresses a lookup finds, when, and which failures of it are final.
func TestLookup(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	const four, six = "1.1.1.1", "2606:4700::1"
	for _, tt := range []struct {
		name    string
		a, aaaa records
		family  Family
		dialled string // ports are left out
		want    lookup
		again   bool
		after   time.Duration
	}{
		{"both at once", records{10 * ms, four, nil}, records{10 * ms, six, nil}, AnyFamily, four + " " + six, lookupDone, true, 10 * ms},
		{"AAAA a little later", records{10 * ms, four, nil}, records{50 * ms, six, nil}, AnyFamily, four + " " + six, lookupDone, true, 50 * ms},
		{"AAAA too late", records{10 * ms, four, nil}, records{s, six, nil}, AnyFamily, four, lookupDone, true, 60 * ms},
		{"AAAA is dropped", records{10 * ms, four, nil}, records{3600 * s, "", nil}, AnyFamily, four, lookupDone, true, 60 * ms},
		{"AAAA first", records{s, four, nil}, records{10 * ms, six, nil}, AnyFamily, six + " " + four, lookupDone, true, s},
		{"two dead name servers before a good one", records{10 * s, four, nil}, records{10 * s, six, nil}, AnyFamily, four + " " + six, lookupDone, true, 10 * s},
		{"two dead name servers, and AAAA is dropped", records{10 * s, four, nil}, records{3600 * s, "", nil}, AnyFamily, four, lookupDone, true, 10*s + 50*ms},
		{"no answer at all", records{3600 * s, "", nil}, records{3600 * s, "", nil}, AnyFamily, "", lookupFailed, true, 20 * s},
		{"A is dropped, AAAA not there", records{3600 * s, "", nil}, records{0, "", errNotThere}, AnyFamily, "", lookupFailed, true, 20 * s},

		{"AAAA not there", records{10 * ms, four, nil}, records{20 * ms, "", errNotThere}, AnyFamily, four, lookupDone, true, 20 * ms},
		{"AAAA fails", records{10 * ms, four, nil}, records{20 * ms, "", errServfail}, AnyFamily, four, lookupDone, true, 20 * ms},
		{"A not there", records{10 * ms, "", errNotThere}, records{s, six, nil}, AnyFamily, six, lookupDone, true, s},
		{"A fails", records{10 * ms, "", errServfail}, records{s, six, nil}, AnyFamily, six, lookupDone, true, s},
		{"neither there", records{10 * ms, "", errNotThere}, records{20 * ms, "", errNotThere}, AnyFamily, "", lookupDone, false, 40 * ms},
		{"no records", records{}, records{}, AnyFamily, "", lookupDone, false, 0},
		{"A not there, then AAAA fails", records{0, "", errNotThere}, records{s, "", errServfail}, AnyFamily, "", lookupFailed, true, s},
		{"AAAA fails, then A not there", records{s, "", errNotThere}, records{0, "", errServfail}, AnyFamily, "", lookupFailed, true, s},
		{"A fails, then AAAA not there", records{0, "", errServfail}, records{s, "", errNotThere}, AnyFamily, "", lookupFailed, true, s},
		{"AAAA not there, then A fails", records{s, "", errServfail}, records{0, "", errNotThere}, AnyFamily, "", lookupFailed, true, s},
		{"refused", records{0, "", errRefused}, records{0, "", errRefused}, AnyFamily, "", lookupFailed, true, 0},
		{"no network", records{0, "", errNoNet}, records{0, "", errNoNet}, AnyFamily, "", lookupFailed, true, 0},
		{"lame", records{0, "", errLame}, records{0, "", errLame}, AnyFamily, "", lookupFailed, true, 0},
		{"not found for now", records{0, "", errOdd}, records{0, "", errOdd}, AnyFamily, "", lookupFailed, true, 0},

		{"IPv4 alone", records{10 * ms, four, nil}, records{0, six, nil}, IPv4, four, lookupDone, true, 10 * ms},
		{"IPv6 alone", records{0, four, nil}, records{10 * ms, six, nil}, IPv6, six, lookupDone, true, 10 * ms},
		{"IPv4 alone, not there", records{0, "", errNotThere}, records{0, six, nil}, IPv4, "", lookupDone, false, 0},
		{"IPv6 alone, fails", records{0, four, nil}, records{0, "", errServfail}, IPv6, "", lookupFailed, true, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				resolver := fakeResolver{tt.a, tt.aaaa}
				got, dialled, took := fetchOver(t, Client{Family: tt.family, ConnectTimeout: 6 * s, resolve: resolver.resolve}, "http://h/")
				want := ""
				if tt.dialled != "" {
					var all []string
					for _, addr := range strings.Fields(tt.dialled) {
						all = append(all, net.JoinHostPort(addr, "80"))
					}
					want = strings.Join(all, " ")
				}
				if got := strings.Join(dialled, " "); got != want || took != tt.after {
					t.Errorf("dialled %s after %v, want %s after %v", got, took, want, tt.after)
				}
				kind := "dns"
				if tt.dialled != "" {
					kind = "connect"
				}
				if kindOf(got) != kind || got.lookup != tt.want || got.retry != tt.again {
					t.Errorf("got %s, lookup %d, again %v: %v", kindOf(got), got.lookup, got.retry, got.Err)
				}
			})
		})
	}
}

// What is wrong is said with the option or the thing to look at.
func TestLookupErrors(t *testing.T) {
	hanging := records{after: time.Hour}
	missing := records{err: errNotThere}
	for _, tt := range []struct {
		name, url string
		a, aaaa   records
		family    Family
		want      string
		lookup    lookup
		again     bool
	}{
		{"too long", "http://h/", hanging, hanging, AnyFamily, `host "h" could not be looked up within 20s: no name server gave an answer; check the network and the name servers of this machine`, lookupFailed, true},
		{"not there", "http://h/", missing, missing, AnyFamily, "lookup h: no such host", lookupDone, false},
		{"no IPv4", "http://h/", missing, records{}, IPv4, "lookup h: no such host: no IPv4 address was found, and --ipv4 allows no other", lookupDone, false},
		{"no IPv6", "http://h/", records{}, missing, IPv6, "lookup h: no such host: no IPv6 address was found, and --ipv6 allows no other", lookupDone, false},
		{"an IPv4 address", "http://1.1.1.1/", records{}, records{}, IPv6, "1.1.1.1 is an IPv4 address, and --ipv6 allows IPv6 only", lookupNone, false},
		{"an IPv6 address", "http://[2606:4700::1]/", records{}, records{}, IPv4, "[2606:4700::1] is an IPv6 address, and --ipv4 allows IPv4 only", lookupNone, false},
		{"an address of that family", "http://1.1.1.1/", records{}, records{}, IPv4, "dial: refused", lookupNone, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got, _, _ := fetchOver(t, Client{Family: tt.family, resolve: fakeResolver{tt.a, tt.aaaa}.resolve}, tt.url)
				if got.Err.Error() != tt.want || got.lookup != tt.lookup || got.retry != tt.again {
					t.Errorf("got %v, lookup %d", got.Err, got.lookup)
				}
			})
		})
	}
}

// The limit of a TLS handshake says what the exchange does that waits for it, since either may be first.
func TestHandshakeLimit(t *testing.T) {
	proxy := &url.URL{Scheme: "http", Host: "192.0.2.1:3128"}
	for _, tt := range []struct {
		name    string
		proxies Proxies
		want    string
	}{
		{"directly", Proxies{}, "no connection within 6s (--timeout)"},
		{"by a proxy", OneProxy(proxy), "no connection within 6s (--timeout) by way of proxy 192.0.2.1:3128"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				c := Client{ConnectTimeout: 6 * time.Second, ConnectOption: "--timeout", Proxies: tt.proxies}
				transport := c.Transport()
				silent := func(context.Context, string, string) (net.Conn, error) { return near, nil }
				go io.Copy(io.Discard, far)
				_, err := transport.chooseHTTP(silent, silent, &tls.Config{}, c.dialer())(t.Context(), "https", "far.example:443")
				far.Close()
				if err == nil || err.Error() != tt.want {
					t.Errorf("got %v, want %s", err, tt.want)
				}
			})
		})
	}
}

// A lookup has its own limit, even where the resolver does not end with its context; afterwards the
// connection has all of --connect-timeout. --max-time ends both.
func TestConnectTimeout(t *testing.T) {
	const s = time.Second
	for _, tt := range []struct {
		name                     string
		resolve, connect, shake  time.Duration
		connectTimeout, maxTime  time.Duration
		scheme, want, text, look string
		after                    time.Duration
	}{
		{"slow lookup", 10 * s, 5 * s, 0, 6 * s, 0, "http", "timeout", "no answer within 30s (--timeout)", "done", 45 * s},
		{"slow to connect", 0, 3600 * s, 0, 6 * s, 0, "http", "timeout", "no connection within 6s (--connect-timeout)", "done", 6 * s},
		{"slow lookup, slow to connect", 10 * s, 3600 * s, 0, 6 * s, 0, "http", "timeout", "no connection within 6s (--connect-timeout)", "done", 16 * s},
		{"no handshake", 10 * s, 2 * s, 3600 * s, 6 * s, 0, "https", "timeout", "no connection within 6s (--connect-timeout)", "done", 16 * s},
		{"no limit to connect", 10 * s, 100 * s, 0, 0, 0, "http", "timeout", "no answer within 30s (--timeout)", "done", 140 * s},
		{"the lookup hangs", 3600 * s, 0, 0, 6 * s, 0, "http", "dns", "host \"h\" could not be looked up within 20s", "failed", 20 * s},
		{"the lookup hangs, and there is less time in all", 3600 * s, 0, 0, 6 * s, 15 * s, "http", "timeout", "not done within 15s (--max-time)", "failed", 15 * s},
		{"the connection hangs, and there is less time in all", s, 3600 * s, 0, 6 * s, 5 * s, "http", "timeout", "not done within 5s (--max-time)", "done", 5 * s},
	} {
		for _, version := range []HTTPVersion{HTTP1, HTTPAuto} {
			t.Run(tt.name+" "+string(version), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var far []net.Conn
					c := Client{
						ConnectTimeout: tt.connectTimeout, HTTP: version,
						resolve: func(context.Context, string, string) ([]netip.Addr, error) {
							time.Sleep(tt.resolve)
							return []netip.Addr{netip.MustParseAddr("1.1.1.1")}, nil
						},
						connect: func(ctx context.Context, _, _ string) (net.Conn, error) {
							select {
							case <-time.After(tt.connect):
							case <-ctx.Done():
								return nil, ctx.Err()
							}
							near, server := net.Pipe()
							far = append(far, server)
							return near, nil
						},
					}
					f := clientFetcher(t, c, RequestHeader{})
					f.exchanger = newExchanger(f.transport, &memoryStore{}, limits{tt.connectTimeout, 30 * s, tt.maxTime, nil, ""}, RequestHeader{}, terms{})
					began := time.Now()
					got := get(t, f, tt.scheme+"://h/")
					if took := time.Since(began); kindOf(got) != tt.want || took != tt.after || !strings.HasPrefix(got.Err.Error(), tt.text) {
						t.Errorf("got %s (%v) after %v, want %s after %v", kindOf(got), got.Err, took, tt.want, tt.after)
					}
					if want := map[string]lookup{"done": lookupDone, "failed": lookupFailed}[tt.look]; got.lookup != want {
						t.Errorf("the lookup came to %d, want %d", got.lookup, want)
					}
					for _, conn := range far {
						conn.Close()
					}
					time.Sleep(2 * time.Hour) // what goes on for nobody ends too
				})
			})
		}
	}
}

// However many connections are wanted, no more than 32 names are looked up at once, and one name
// only once; addresses need no lookup.
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
					resolve: func(context.Context, string, string) ([]netip.Addr, error) {
						all.Add(1)
						peak.Store(max(peak.Load(), now.Add(1)))
						defer now.Add(-1)
						time.Sleep(time.Second)
						return nil, errNotThere
					},
					connect: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("refused") },
				}.dialer()
				began := time.Now()
				var group sync.WaitGroup
				for i := range 100 {
					group.Go(func() {
						if _, err := d.dial(t.Context(), "tcp", fmt.Sprintf("h%d:80", i%tt.names), false); !isNotFound(err) {
							t.Errorf("got %v", err)
						}
					})
				}
				synctest.Wait()
				if _, err := d.dial(t.Context(), "tcp", "1.1.1.1:80", false); err == nil || err.Error() != "refused" || time.Since(began) != 0 {
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

// Who leaves a lookup ends it for himself. The last one ends it for the resolver too.
func TestSharedLookupIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan time.Duration, 1)
		began := time.Now()
		d := Client{Family: IPv4, resolve: func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
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
				if _, err := d.dial(ctx, "tcp", "h:80", false); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != after {
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

// Who joins a lookup while the last of the others leaves it gets one that goes on. The mutex is held for longer than 1 ms:
// then those who wait get it in turn (sync.Mutex), so that one comes between two steps of the other.
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
		group.Go(func() { l.leave("h", first) }) // a goroutine that is made last mostly runs first
		for range 2 {                            // the first who wakes and finds it locked again begins the turns
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

// Waiting for a turn to look up a name is not the server's doing, so it counts for no limit but
// --max-time.
func TestLookupTurnIsNoTimeout(t *testing.T) {
	for _, tt := range []struct {
		name          string
		turn, resolve time.Duration
		cancel        bool
		want          string
		after         time.Duration
	}{
		{"waits long, then is quick", 19 * time.Second, 0, false, "connect", 19 * time.Second},
		{"waits long, then is slow", 19 * time.Second, time.Hour, false, "dns", 39 * time.Second},
		{"ended while it waits", 19 * time.Second, 0, true, "cancelled", 10 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := Client{
					ConnectTimeout: 6 * time.Second, AllowPrivate: true, Family: IPv4,
					resolve: func(ctx context.Context, _, host string) ([]netip.Addr, error) {
						if host != "quick" {
							time.Sleep(tt.turn)
							return nil, errors.New("slow")
						}
						return records{tt.resolve, "1.1.1.1", nil}.resolve(ctx)
					},
					connect: func(context.Context, string, string) (net.Conn, error) {
						return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
					},
				}
				f := clientFetcher(t, c, RequestHeader{})
				var slow sync.WaitGroup
				for i := range maxLookups {
					slow.Go(func() {
						f.transport.(*Transport).open.DialContext(t.Context(), "tcp", fmt.Sprintf("slow%d:80", i))
					})
				}
				synctest.Wait()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.cancel {
					time.AfterFunc(10*time.Second, cancel)
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
