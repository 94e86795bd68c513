package download

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/origin"
)

// A network resolves names from a table and connects every address to one server. It counts the
// lookups and records the addresses that were dialed.
type network struct {
	names map[string][]string // addresses by host; "then" separates the answers to successive lookups
	to    string              // host:port of the server
	dials chan string

	mu    sync.Mutex
	asked map[string]int // number of lookups by network: ip, ip4, ip6
}

func newNetwork(server *httptest.Server, names map[string][]string) *network {
	return &network{names: names, to: server.Listener.Addr().String(), dials: make(chan string, 100), asked: map[string]int{}}
}

func (n *network) resolve(_ context.Context, network, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked[network]++
	round := n.asked[network]
	var addrs []netip.Addr
	for _, text := range n.names[strings.ToLower(host)] {
		if text == "then" {
			if round--; round == 0 {
				break
			}
			addrs = nil
			continue
		}
		if addr := netip.MustParseAddr(text); network == "ip" || addr.Is4() == (network == "ip4") {
			addrs = append(addrs, addr)
		}
	}
	if addrs == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return addrs, nil
}

func (n *network) connect(ctx context.Context, network, address string) (net.Conn, error) {
	n.dials <- address
	return new(net.Dialer).DialContext(ctx, network, n.to)
}

func (n *network) dialled() (all []string) {
	for len(n.dials) > 0 {
		all = append(all, <-n.dials)
	}
	return all
}

func TestGuard(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close") // so that each request needs a lookup
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	}))
	defer server.Close()
	names := map[string][]string{
		"public.example": {"93.184.215.14"}, "inner.example": {"10.1.2.3"}, "mixed.example": {"127.0.0.1", "93.184.215.14", "fd00::1"},
		"rebound.example": {"93.184.215.14", "then", "127.0.0.1"}, "mapped.example": {"::ffff:127.0.0.1"}, "odd": {"127.0.0.1"},
		"own.example": {"10.9.9.9"}, "metadata.example": {"169.254.169.254"},
	}
	for _, tt := range []struct {
		name, url, want string
		dials           string
	}{
		{"public", "http://public.example/", "ok", "93.184.215.14:80"},
		{"private by name", "http://inner.example/", "blocked", ""},
		{"private by address", "http://10.1.2.3/", "blocked", ""},
		{"a name for a cloud's secrets", "http://metadata.example/latest", "blocked", ""},
		{"one of three addresses is public", "http://mixed.example/", "ok", "93.184.215.14:80"},
		{"mapped", "http://mapped.example/", "blocked", ""},
		{"mapped, by address", "http://[::ffff:127.0.0.1]/", "blocked", ""},
		{"a resolver that takes odd names", "http://odd/", "blocked", ""},
		{"odd spelling", "http://2130706433/", "blocked", ""},
		{"localhost", "http://localhost/", "blocked", ""},
		{"not there", "http://nowhere.example/", "dns", ""},
		{"own host", "http://own.example/", "ok", "10.9.9.9:80"},
		{"own host, another port", "http://own.example:81/", "blocked", ""},
		{"own host, by https", "https://own.example/", "tls", "10.9.9.9:443"},
		{"own host, by https at the port of http", "https://own.example:80/", "tls", "10.9.9.9:80"},
		{"own host, by http at the port of https", "http://own.example:443/", "blocked", ""},
		{"own host, written differently", "http://OWN.example:80/", "ok", "10.9.9.9:80"},
		{"own host with a trailing dot is another", "http://own.example./", "dns", ""},
		{"redirect to a private name", "http://public.example/?to=http://inner.example/", "blocked", "93.184.215.14:80"},
		{"redirect to a private address", "http://public.example/?to=http://127.0.0.1/", "blocked", "93.184.215.14:80"},
		{"redirect from the own host to this machine", "http://own.example/?to=http://127.0.0.1:8080/", "blocked", "10.9.9.9:80"},
		{"redirect to the own host", "http://public.example/?to=http://own.example/", "ok", "93.184.215.14:80 10.9.9.9:80"},
		{"redirect to itself, rebound", "http://rebound.example/?to=/again", "blocked", "93.184.215.14:80"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := newNetwork(server, names)
			f := newDownloader(t, httpclient.Client{
				Timeout: patient, Server: "own.example:80", Resolve: n.resolve, Connect: n.connect,
			}, httpclient.Header{})
			got := get(t, f, tt.url)
			if kind := kindOf(got); kind != tt.want {
				t.Errorf("got %s (%v), want %s", kind, got.Err, tt.want)
			}
			if tt.want == "blocked" && !strings.Contains(got.Err.Error(), "--allow-private lifts this") {
				t.Errorf("got %v", got.Err)
			}
			if dials := strings.Join(n.dialled(), " "); dials != tt.dials {
				t.Errorf("dialled %q, want %q", dials, tt.dials)
			}
			open := newDownloader(t, httpclient.Client{
				Timeout: patient, AllowPrivate: true, Resolve: n.resolve, Connect: n.connect,
			}, httpclient.Header{})
			if got := get(t, open, tt.url); kindOf(got) == "blocked" {
				t.Errorf("with AllowPrivate: %v", got.Err)
			}
		})
	}
}

// The error names the host, the reason and the option.
func TestGuardSaysWhat(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	n := newNetwork(server, map[string][]string{"inner.example": {"10.1.2.3"}})
	f := newDownloader(t, httpclient.Client{Resolve: n.resolve, Connect: n.connect}, httpclient.Header{})
	const want = `host "inner.example" has the address 10.1.2.3, which is not public; --allow-private lifts this`
	if got := get(t, f, "http://inner.example/"); got.Err.Error() != want {
		t.Errorf("got %v", got.Err)
	}
}

// A request that may not connect to the server never gets an idle connection of it.
func TestGuardReuse(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	own, _ := url.Parse(server.URL)
	f := newDownloader(t, httpclient.Client{Workers: 4, Server: origin.Address(own)}, httpclient.Header{})
	if got := get(t, f, server.URL); got.Err != nil {
		t.Fatal(got.Err)
	}
	for _, spelling := range []string{"localhost", "127.1", "[::ffff:127.0.0.1]"} {
		target := "http://" + spelling + ":" + own.Port()
		if got := get(t, f, target); kindOf(got) != "blocked" {
			t.Errorf("%s: %v", target, got.Err)
		}
	}
}
