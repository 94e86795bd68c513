package download

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/storetest"
)

// A records is the answer of a fake resolver for one family: addresses or an error, after a delay.
type records struct {
	after time.Duration
	addrs string // separated by blanks
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

// A fakeResolver resolves any name as net.Resolver does. With network "ip" it waits for both
// families. It fails only if neither has an address, and returns the later error.
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

// fetchOver fetches url with the resolver of c. All connections are refused. It returns the dialed
// addresses and the duration too.
func fetchOver(t *testing.T, c httpclient.Client, url string) (got Reply, dialled []string, took time.Duration) {
	t.Helper()
	var mu sync.Mutex
	c.AllowPrivate = true
	c.Connect = func(_ context.Context, _, address string) (net.Conn, error) {
		mu.Lock()
		defer mu.Unlock()
		dialled = append(dialled, address)
		return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
	}
	began := time.Now()
	got = get(t, newDownloader(t, c, httpclient.Header{}), url)
	return got, dialled, time.Since(began)
}

// TestLookup checks the addresses that a lookup finds, its duration, and which failures are final.
func TestLookup(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	const four, six = "1.1.1.1", "2606:4700::1"
	for _, tt := range []struct {
		name    string
		a, aaaa records
		family  httpclient.Family
		dialled string // without ports
		want    httpclient.LookupResult
		again   bool
		after   time.Duration
	}{
		{
			"both at once", records{10 * ms, four, nil}, records{10 * ms, six, nil}, httpclient.AnyFamily,
			four + " " + six, httpclient.LookupDone, true, 10 * ms,
		},
		{
			"AAAA a little later", records{10 * ms, four, nil}, records{50 * ms, six, nil},
			httpclient.AnyFamily, four + " " + six, httpclient.LookupDone, true, 50 * ms,
		},
		{
			"AAAA too late", records{10 * ms, four, nil}, records{s, six, nil}, httpclient.AnyFamily, four,
			httpclient.LookupDone, true, 60 * ms,
		},
		{
			"AAAA is dropped", records{10 * ms, four, nil}, records{3600 * s, "", nil}, httpclient.AnyFamily,
			four, httpclient.LookupDone, true, 60 * ms,
		},
		{
			"AAAA first", records{s, four, nil}, records{10 * ms, six, nil}, httpclient.AnyFamily,
			six + " " + four, httpclient.LookupDone, true, s,
		},
		{
			"two dead name servers before a good one", records{10 * s, four, nil}, records{10 * s, six, nil},
			httpclient.AnyFamily, four + " " + six, httpclient.LookupDone, true, 10 * s,
		},
		{
			"two dead name servers, and AAAA is dropped", records{10 * s, four, nil},
			records{3600 * s, "", nil}, httpclient.AnyFamily, four, httpclient.LookupDone, true, 10*s + 50*ms,
		},
		{
			"no answer at all", records{3600 * s, "", nil}, records{3600 * s, "", nil}, httpclient.AnyFamily,
			"", httpclient.LookupFailed, true, 20 * s,
		},
		{
			"A is dropped, AAAA not there", records{3600 * s, "", nil}, records{0, "", errNotThere},
			httpclient.AnyFamily, "", httpclient.LookupFailed, true, 20 * s,
		},

		{
			"AAAA not there", records{10 * ms, four, nil}, records{20 * ms, "", errNotThere},
			httpclient.AnyFamily, four, httpclient.LookupDone, true, 20 * ms,
		},
		{
			"AAAA fails", records{10 * ms, four, nil}, records{20 * ms, "", errServfail}, httpclient.AnyFamily,
			four, httpclient.LookupDone, true, 20 * ms,
		},
		{
			"A not there", records{10 * ms, "", errNotThere}, records{s, six, nil}, httpclient.AnyFamily, six,
			httpclient.LookupDone, true, s,
		},
		{"A fails", records{10 * ms, "", errServfail}, records{s, six, nil}, httpclient.AnyFamily, six, httpclient.LookupDone, true, s},
		{
			"neither there", records{10 * ms, "", errNotThere}, records{20 * ms, "", errNotThere},
			httpclient.AnyFamily, "", httpclient.LookupDone, false, 40 * ms,
		},
		{"no records", records{}, records{}, httpclient.AnyFamily, "", httpclient.LookupDone, false, 0},
		{
			"A not there, then AAAA fails", records{0, "", errNotThere}, records{s, "", errServfail},
			httpclient.AnyFamily, "", httpclient.LookupFailed, true, s,
		},
		{
			"AAAA fails, then A not there", records{s, "", errNotThere}, records{0, "", errServfail},
			httpclient.AnyFamily, "", httpclient.LookupFailed, true, s,
		},
		{
			"A fails, then AAAA not there", records{0, "", errServfail}, records{s, "", errNotThere},
			httpclient.AnyFamily, "", httpclient.LookupFailed, true, s,
		},
		{
			"AAAA not there, then A fails", records{s, "", errServfail}, records{0, "", errNotThere},
			httpclient.AnyFamily, "", httpclient.LookupFailed, true, s,
		},
		{"refused", records{0, "", errRefused}, records{0, "", errRefused}, httpclient.AnyFamily, "", httpclient.LookupFailed, true, 0},
		{"no network", records{0, "", errNoNet}, records{0, "", errNoNet}, httpclient.AnyFamily, "", httpclient.LookupFailed, true, 0},
		{"lame", records{0, "", errLame}, records{0, "", errLame}, httpclient.AnyFamily, "", httpclient.LookupFailed, true, 0},
		{
			"not found for now", records{0, "", errOdd}, records{0, "", errOdd}, httpclient.AnyFamily, "",
			httpclient.LookupFailed, true, 0,
		},

		{"IPv4 alone", records{10 * ms, four, nil}, records{0, six, nil}, httpclient.IPv4, four, httpclient.LookupDone, true, 10 * ms},
		{"IPv6 alone", records{0, four, nil}, records{10 * ms, six, nil}, httpclient.IPv6, six, httpclient.LookupDone, true, 10 * ms},
		{
			"IPv4 alone, not there", records{0, "", errNotThere}, records{0, six, nil}, httpclient.IPv4, "",
			httpclient.LookupDone, false, 0,
		},
		{
			"IPv6 alone, fails", records{0, four, nil}, records{0, "", errServfail}, httpclient.IPv6, "",
			httpclient.LookupFailed, true, 0,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				resolver := fakeResolver{tt.a, tt.aaaa}
				got, dialled, took := fetchOver(t, httpclient.Client{
					Family: tt.family, ConnectTimeout: 6 * s, Resolve: resolver.resolve,
				}, "http://h/")
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
				if kindOf(got) != kind || got.Lookup != tt.want || got.Retry != tt.again {
					t.Errorf("got %s, lookup %d, again %v: %v", kindOf(got), got.Lookup, got.Retry, got.Err)
				}
			})
		})
	}
}

// The error names the option, or the setting to check.
func TestLookupErrors(t *testing.T) {
	hanging := records{after: time.Hour}
	missing := records{err: errNotThere}
	for _, tt := range []struct {
		name, url string
		a, aaaa   records
		family    httpclient.Family
		want      string
		lookup    httpclient.LookupResult
		again     bool
	}{
		{
			"too long", "http://h/", hanging, hanging, httpclient.AnyFamily,
			`host "h" could not be looked up within 20s: no name server gave an answer; check the network ` +
				`and the name servers of this machine`,
			httpclient.LookupFailed, true,
		},
		{"not there", "http://h/", missing, missing, httpclient.AnyFamily, "lookup h: no such host", httpclient.LookupDone, false},
		{
			"no IPv4", "http://h/", missing, records{}, httpclient.IPv4,
			"lookup h: no such host: no IPv4 address was found, and --ipv4 allows no other",
			httpclient.LookupDone, false,
		},
		{
			"no IPv6", "http://h/", records{}, missing, httpclient.IPv6,
			"lookup h: no such host: no IPv6 address was found, and --ipv6 allows no other",
			httpclient.LookupDone, false,
		},
		{
			"an IPv4 address", "http://1.1.1.1/", records{}, records{}, httpclient.IPv6,
			"1.1.1.1 is an IPv4 address, and --ipv6 allows IPv6 only", httpclient.LookupNone, false,
		},
		{
			"an IPv6 address", "http://[2606:4700::1]/", records{}, records{}, httpclient.IPv4,
			"[2606:4700::1] is an IPv6 address, and --ipv4 allows IPv4 only", httpclient.LookupNone, false,
		},
		{
			"an address of that family", "http://1.1.1.1/", records{}, records{}, httpclient.IPv4,
			"dial: refused", httpclient.LookupNone, true,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got, _, _ := fetchOver(t, httpclient.Client{Family: tt.family, Resolve: fakeResolver{tt.a, tt.aaaa}.resolve}, tt.url)
				if got.Err.Error() != tt.want || got.Lookup != tt.lookup || got.Retry != tt.again {
					t.Errorf("got %v, lookup %d", got.Err, got.Lookup)
				}
			})
		})
	}
}

// A lookup has its own limit, even if the resolver ignores its context. After it the connection has
// the whole --connect-timeout. --max-time limits both.
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
		{
			"slow lookup, slow to connect", 10 * s, 3600 * s, 0, 6 * s, 0, "http", "timeout",
			"no connection within 6s (--connect-timeout)", "done", 16 * s,
		},
		{
			"no handshake", 10 * s, 2 * s, 3600 * s, 6 * s, 0, "https", "timeout",
			"no connection within 6s (--connect-timeout)", "done", 16 * s,
		},
		{"no limit to connect", 10 * s, 100 * s, 0, 0, 0, "http", "timeout", "no answer within 30s (--timeout)", "done", 140 * s},
		{"the lookup hangs", 3600 * s, 0, 0, 6 * s, 0, "http", "dns", "host \"h\" could not be looked up within 20s", "failed", 20 * s},
		{
			"the lookup hangs, and there is less time in all", 3600 * s, 0, 0, 6 * s, 15 * s, "http", "timeout",
			"not done within 15s (--max-time)", "failed", 15 * s,
		},
		{
			"the connection hangs, and there is less time in all", s, 3600 * s, 0, 6 * s, 5 * s, "http",
			"timeout", "not done within 5s (--max-time)", "done", 5 * s,
		},
	} {
		for _, version := range []httpclient.Version{httpclient.HTTP1, httpclient.Auto} {
			t.Run(tt.name+" "+string(version), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var far []net.Conn
					c := httpclient.Client{
						ConnectTimeout: tt.connectTimeout, HTTP: version,
						Resolve: func(context.Context, string, string) ([]netip.Addr, error) {
							time.Sleep(tt.resolve)
							return []netip.Addr{netip.MustParseAddr("1.1.1.1")}, nil
						},
						Connect: func(ctx context.Context, _, _ string) (net.Conn, error) {
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
					f := newDownloader(t, c, httpclient.Header{})
					f = New(Config{
						Transport: f.config.Transport, Files: &storetest.Directory{},
						Limits: Limits{Connect: tt.connectTimeout, Timeout: 30 * s, MaxTime: tt.maxTime},
					})
					began := time.Now()
					got := get(t, f, tt.scheme+"://h/")
					if took := time.Since(began); kindOf(got) != tt.want || took != tt.after || !strings.HasPrefix(got.Err.Error(), tt.text) {
						t.Errorf("got %s (%v) after %v, want %s after %v", kindOf(got), got.Err, took, tt.want, tt.after)
					}
					want := map[string]httpclient.LookupResult{
						"done": httpclient.LookupDone, "failed": httpclient.LookupFailed,
					}[tt.look]
					if got.Lookup != want {
						t.Errorf("the lookup came to %d, want %d", got.Lookup, want)
					}
					for _, conn := range far {
						conn.Close()
					}
					time.Sleep(2 * time.Hour) // for lookups and dials that nothing waits for
				})
			})
		}
	}
}

// A request may wait until it may look up its name. That is not the server's fault, so only
// --max-time limits this wait.
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
				c := httpclient.Client{
					ConnectTimeout: 6 * time.Second, AllowPrivate: true, Family: httpclient.IPv4,
					Resolve: func(ctx context.Context, _, host string) ([]netip.Addr, error) {
						if host != "quick" {
							time.Sleep(tt.turn)
							return nil, errors.New("slow")
						}
						return records{tt.resolve, "1.1.1.1", nil}.resolve(ctx)
					},
					Connect: func(context.Context, string, string) (net.Conn, error) {
						return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
					},
				}
				f := newDownloader(t, c, httpclient.Header{})
				var slow sync.WaitGroup
				for i := range 32 { // the number of names that are looked up at once
					slow.Go(func() {
						req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("http://slow%d/", i), nil)
						if _, err := f.config.Transport.RoundTrip(req); err == nil {
							t.Error("a slow name has an answer")
						}
					})
				}
				synctest.Wait()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.cancel {
					time.AfterFunc(10*time.Second, cancel)
				}
				began := time.Now()
				got := f.Do(ctx, Request{URL: clienttest.URL(t, "http://quick/")})
				if kind := kindOf(got); kind != tt.want || time.Since(began) != tt.after {
					t.Errorf("got %s (%v) after %v, want %s after %v", kind, got.Err, time.Since(began), tt.want, tt.after)
				}
				slow.Wait()
				time.Sleep(time.Minute) // for lookups that nothing waits for
			})
		})
	}
}

// The error of a lookup wraps a net.DNSError, so that NXDOMAIN can be told from other failures.
func TestNoSuchHost(t *testing.T) {
	c := httpclient.Client{Resolve: func(_ context.Context, _, host string) ([]netip.Addr, error) {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}}
	got := get(t, newDownloader(t, c, httpclient.Header{}), "http://nowhere.example/")
	dns, ok := errors.AsType[*net.DNSError](got.Err)
	if kindOf(got) != "dns" || !ok || !dns.IsNotFound || !strings.Contains(got.Err.Error(), "nowhere.example: no such host") {
		t.Errorf("got %v", got.Err)
	}
}
