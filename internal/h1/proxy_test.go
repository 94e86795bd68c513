package h1_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/h1"
)

// A request to a proxy has the URL in absolute form (RFC 9112, section 3.2.2) and the login for the
// proxy.
func TestForwardedRequests(t *testing.T) {
	const rest = "\r\nUser-Agent: hoist/test\r\nProxy-Authorization: Basic eA==\r\n\r\n"
	for _, tt := range []struct {
		name, url string
		change    func(*http.Request)
		want      string
	}{
		{"plain", "http://h.invalid/a/b?c=d#e", nil, "GET http://h.invalid/a/b?c=d HTTP/1.1\r\nHost: h.invalid" + rest},
		{"no path", "http://h.invalid", nil, "GET http://h.invalid/ HTTP/1.1\r\nHost: h.invalid" + rest},
		{"query alone", "http://h.invalid?x", nil, "GET http://h.invalid/?x HTTP/1.1\r\nHost: h.invalid" + rest},
		{"escapes", "http://h.invalid/%2f%41//?%zz", nil, "GET http://h.invalid/%2f%41//?%zz HTTP/1.1\r\nHost: h.invalid" + rest},
		{"port", "http://h.invalid:8080/", nil, "GET http://h.invalid:8080/ HTTP/1.1\r\nHost: h.invalid:8080" + rest},
		{"user", "http://me:secret@h.invalid/", nil, "GET http://h.invalid/ HTTP/1.1\r\nHost: h.invalid" + rest},
		{"IPv6", "http://[2001:db8::1]:8080/", nil, "GET http://[2001:db8::1]:8080/ HTTP/1.1\r\nHost: [2001:db8::1]:8080" + rest},
		{"IPv6, zone", "http://[fe80::1%25eth0]:8080/", nil, "GET http://[fe80::1]:8080/ HTTP/1.1\r\nHost: [fe80::1]:8080" + rest},
		{
			"HEAD", "http://h.invalid/", func(r *http.Request) { r.Method = "HEAD" },
			"HEAD http://h.invalid/ HTTP/1.1\r\nHost: h.invalid" + rest,
		},
		{
			"another Host leads nowhere else", "http://h.invalid/",
			func(r *http.Request) { r.Host = "other.invalid" },
			"GET http://h.invalid/ HTTP/1.1\r\nHost: other.invalid" + rest,
		},
		{
			"host of the URL", "http://h.invalid/", func(r *http.Request) { r.Host = "" },
			"GET http://h.invalid/ HTTP/1.1\r\nHost: h.invalid" + rest,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := script("HTTP/1.1 204 No Content\r\n\r\n", 100)
			var dialed string
			proxy := &h1.Proxy{Addr: "proxy.invalid:3128", Authorization: "Basic eA==",
				Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
					dialed = addr
					return conn, nil
				}}
			transport := &h1.Transport{Proxy: func(*url.URL) *h1.Proxy { return proxy }}
			defer transport.CloseIdleConnections()
			req := newRequest(t, http.MethodGet, tt.url)
			req.Header.Set("User-Agent", "hoist/test")
			if tt.change != nil {
				tt.change(req)
			}
			before := req.Clone(t.Context())
			got := look(transport, req)
			if diff := cmp.Diff(tt.want, conn.request()); diff != "" || dialed != proxy.Addr {
				t.Errorf("dialed %q, %s; want -, got +\n%s", dialed, got.Err, diff)
			}
			if req.URL.String() != before.URL.String() || req.Host != before.Host || !cmp.Equal(req.Header, before.Header) {
				t.Errorf("the request was changed: %v %v", req.URL, req.Header)
			}
		})
	}
}

// The connections of a proxy are used for all hosts behind that proxy, and for nothing else.
func TestProxyConnections(t *testing.T) {
	asked := make(chan string, 1)
	server := func(name string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked <- name + " " + r.RequestURI
			io.WriteString(w, "abc")
		}))
		t.Cleanup(s.Close)
		return s.Listener.Addr().String()
	}
	one, other, direct := server("one"), server("other"), server("direct")
	dials := 0
	connect := func(ctx context.Context, network, addr string) (net.Conn, error) {
		dials++
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	proxies := map[string]*h1.Proxy{"a.invalid": {Addr: one, Dial: connect}, "c.invalid": {Addr: other, Dial: connect}}
	proxies["b.invalid"] = proxies["a.invalid"]
	transport := &h1.Transport{Dial: connect, Proxy: func(u *url.URL) *h1.Proxy { return proxies[u.Host] }}
	defer transport.CloseIdleConnections()
	for _, tt := range []struct {
		url, want string
		dials     int
	}{
		{"http://a.invalid/", "one http://a.invalid/", 1},
		{"http://b.invalid/", "one http://b.invalid/", 1},
		{"http://c.invalid/", "other http://c.invalid/", 2},
		{"http://" + direct + "/", "direct /", 3},
		{"http://" + one + "/", "one /", 4}, // the proxy as an origin server has connections of its own
		{"http://a.invalid/", "one http://a.invalid/", 4},
		{"http://" + one + "/", "one /", 4},
	} {
		got := look(transport, newRequest(t, http.MethodGet, tt.url))
		if got.Body != "abc" {
			t.Fatalf("%s: %+v", tt.url, got)
		}
		if asked := <-asked; asked != tt.want || dials != tt.dials {
			t.Errorf("%s: asked %q after %d dials, want %q after %d", tt.url, asked, dials, tt.want, tt.dials)
		}
	}
}
