package stages

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/source"
)

// A server with several sites gets the name that was looked up, however the URL spells it: in the
// Host field and in TLS, with every protocol, and after a redirect. The scheduler knows the host by
// the same name.
func TestSameName(t *testing.T) {
	var sni, host string // of the last request that was not redirected
	record := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
			return
		}
		if host = r.Host; r.TLS != nil {
			sni = r.TLS.ServerName
		}
		fmt.Fprint(w, r.Proto)
	})
	plain := httptest.NewServer(record)
	defer plain.Close()
	secure := httptest.NewUnstartedServer(record)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	defer secure.Close()
	for _, tt := range []struct{ spelled, name, host, key string }{
		{"h.example", "h.example", "h.example", "h.example"},
		{"H.Example:PORT", "h.example", "h.example", "h.example"},
		{"h.example:", "h.example", "h.example", "h.example"},
		{"h.example:0PORT", "h.example", "h.example", "h.example"},
		{"h.example:8080", "h.example", "h.example:8080", "h.example:8080"},
		{"h.example.:PORT", "h.example.", "h.example.", "h.example"},
		{"Bücher.example:PORT", "xn--bcher-kva.example", "xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"b%C3%BCcher.example", "xn--bcher-kva.example", "xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"bu\u0308cher。example:8080", "xn--bcher-kva.example", "xn--bcher-kva.example:8080", "xn--bcher-kva.example:8080"},
		{"ｅｘａｍｐｌｅ．ｏｒｇ", "example.org", "example.org", "example.org"},
		{"１.1.１。1", "", "1.1.1.1", "1.1.1.1"},
		{"[2606:4700::ABCD]:PORT", "", "[2606:4700::abcd]", "[2606:4700::abcd]"},
		{"[2606:4700:0::abcd%25eth0]:8080", "", "[2606:4700::abcd]:8080", "[2606:4700::abcd%eth0]:8080"},
	} {
		for _, by := range []struct {
			scheme  string
			version httpclient.Version
			server  *httptest.Server
			port    string
		}{
			{"http", httpclient.Auto, plain, "80"}, {"https", httpclient.HTTP1, secure, "443"},
			{"https", httpclient.HTTP2, secure, "443"},
		} {
			target := by.scheme + "://" + strings.ReplaceAll(tt.spelled, "PORT", by.port) + "/x"
			for _, code := range []string{target, by.scheme + "://start.example/?to=" + target} {
				t.Run(fmt.Sprint(code, " by ", by.version), func(t *testing.T) {
					var names []string
					f := newFetcher(t, httpclient.Client{
						Timeout: patient, Insecure: true, HTTP: by.version, AllowPrivate: strings.Contains(code, "%25"),
						Resolve: func(_ context.Context, network, name string) ([]netip.Addr, error) {
							if network == "ip" {
								names = append(names, name)
							}
							return []netip.Addr{netip.MustParseAddr("1.1.1.1")}, nil
						},
						Connect: func(ctx context.Context, network, _ string) (net.Conn, error) {
							return new(net.Dialer).DialContext(ctx, network, by.server.Listener.Addr().String())
						},
					})
					r := newPlanner(Source{Planner: newPlan(t, "{+code}", "{code}")}, nil).plan(source.Job{Seq: 1, Code: code})
					if r.Err != nil {
						t.Fatal(r.Err)
					}
					got := follow(t, f, r)
					got.Reply.Body.Discard()
					if got.Err != nil {
						t.Fatal(got.Err)
					}
					name := ""
					if len(names) > 0 && names[len(names)-1] != "start.example" {
						name = names[len(names)-1]
					}
					if host != tt.host || name != tt.name || got.Request.Host != tt.key {
						t.Errorf("looked up %q, asked for host %q, known as %q", name, host, got.Request.Host)
					}
					if by.scheme == "https" && sni != strings.TrimSuffix(tt.name, ".") {
						t.Errorf("asked for %q in TLS", sni)
					}
				})
			}
		}
	}
}

// A proxy gets the same name, and the guard of a request through a proxy checks it.
func TestSameNameByProxy(t *testing.T) {
	var asked string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.RequestURI + " " + r.Host
		w.WriteHeader(http.StatusForbidden)
	}))
	defer proxy.Close()
	for _, tt := range []struct{ code, want string }{
		{"http://Bücher.example:80/x", "GET http://xn--bcher-kva.example/x xn--bcher-kva.example"},
		{"https://Bücher.example:/x", "CONNECT xn--bcher-kva.example:443 xn--bcher-kva.example:443"},
		{"http://１２７．1/x", ""},
		{"http://ｌocalhost:80/x", ""},
	} {
		asked = ""
		f := newFetcher(t, httpclient.Client{Timeout: patient, Proxies: httpclient.OneProxy(clienttest.URL(t, proxy.URL))})
		got := follow(t, f, newPlanner(Source{Planner: newPlan(t, "{+code}", "{code}")}, nil).plan(source.Job{Seq: 1, Code: tt.code}))
		if asked != tt.want || tt.want == "" && outcome.AsFailure(got.Err).Kind != outcome.Blocked {
			t.Errorf("%s: the proxy was asked %q, want %q (%v)", tt.code, asked, tt.want, got.Err)
		}
	}
}

// newFetcher returns a fetcher that uses c.
func newFetcher(t *testing.T, c httpclient.Client) *fetcher {
	t.Helper()
	transport := c.Transport()
	t.Cleanup(transport.CloseIdleConnections)
	d := download.New(download.Config{Transport: transport, Limits: download.Limits{Timeout: c.Timeout}})
	return &fetcher{downloader: d, descriptors: fdlimit.New(func() {})}
}

// follow makes one attempt and follows redirects.
func follow(t *testing.T, f *fetcher, r Request) Fetched {
	t.Helper()
	for {
		got, err := f.fetch(t.Context(), 1, r)
		if err != nil {
			t.Fatal(err)
		}
		if got.Reply.Next == nil {
			return got
		}
		r = got.redirected()
	}
}
