package h1_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The address that is dialed and the bytes that are sent are the same as with http.Transport.
func TestRequests(t *testing.T) {
	for _, tt := range []struct {
		name   string
		url    string
		change func(*http.Request)
	}{
		{"plain", "http://h.invalid/a/b?c=d#e", nil},
		{"no path", "http://h.invalid", nil},
		{"query alone", "http://h.invalid?x", nil},
		{"escapes", "http://h.invalid/%2f%41/ü?%zz", nil},
		{"port", "http://h.invalid:8080/", nil},
		{"standard port", "http://h.invalid:80/", nil},
		{"empty port", "http://h.invalid:/", nil},
		{"https", "https://h.invalid/", nil},
		{"capitals", "http://H.INVALID/", nil},
		{"user", "http://me:secret@h.invalid/", nil},
		{"IPv4", "http://192.0.2.1/", nil},
		{"IPv6", "http://[2001:db8::1]/", nil},
		{"IPv6, port", "http://[2001:db8::1]:8080/", nil},
		{"IPv6, zone", "http://[fe80::1%25eth0]:8080/", nil},
		{"HEAD", "http://h.invalid/", func(r *http.Request) { r.Method = "HEAD" }},
		{"no method", "http://h.invalid/", func(r *http.Request) { r.Method = "" }},
		{"body of nothing", "http://h.invalid/", func(r *http.Request) { r.Body = http.NoBody }},
		{"user agent", "http://h.invalid/", func(r *http.Request) { r.Header.Set("User-Agent", "hoist/test") }},
		{"no user agent", "http://h.invalid/", func(r *http.Request) { r.Header["User-Agent"] = []string{""} }},
		{"headers", "http://h.invalid/", func(r *http.Request) {
			r.Header = http.Header{"Z": {"1", " 2 "}, "a": {""}, "Range": {"bytes=1-"}, "Authorization": {"Basic eA=="}, "Host": {"evil"}}
		}},
		{"host", "http://h.invalid/", func(r *http.Request) { r.Host = "other.invalid:1" }},
		{"host that can't be", "http://h.invalid/", func(r *http.Request) { r.Host = "a/b\r\nX: y" }},
		{"host of the URL", "http://h.invalid/", func(r *http.Request) { r.Host = "" }},
		{"close", "http://h.invalid/", func(r *http.Request) { r.Close = true }},
		{"opaque", "http://h.invalid/", func(r *http.Request) { r.URL.Opaque = "//x/y" }},
		{"long header", "http://h.invalid/", func(r *http.Request) { r.Header.Set("X", strings.Repeat("x", 10000)) }},
		{"many headers", "http://h.invalid/", func(r *http.Request) {
			for i := range 20 {
				r.Header.Set(fmt.Sprintf("X-%d", 20-i), "x")
			}
		}},
		{"values with spaces", "http://h.invalid/", func(r *http.Request) {
			r.Header = http.Header{"User-Agent": {" \tx "}, "Accept": {" ", "\ta b\t"}, "accept": {"c"}, "X": {}}
		}},
		{"user agents", "http://h.invalid/", func(r *http.Request) { r.Header["User-Agent"] = []string{"a", "b"} }},
		{"user agent of no values", "http://h.invalid/", func(r *http.Request) { r.Header["User-Agent"] = nil }},
		{"user agent of a space", "http://h.invalid/", func(r *http.Request) { r.Header["User-Agent"] = []string{" "} }},
		{"headers of the body", "http://h.invalid/", func(r *http.Request) {
			r.Header = http.Header{"Content-Length": {"3"}, "Transfer-Encoding": {"chunked"}, "Trailer": {"X"}, "Connection": {"close"}}
		}},
		{"length without a body", "http://h.invalid/", func(r *http.Request) { r.ContentLength = -1 }},
		{"query of nothing", "http://h.invalid/a?", nil},
		{"odd host", "http://h.invalid/", func(r *http.Request) { r.Host = "a_b.-c:" }},
		{"old version", "http://h.invalid/", func(r *http.Request) { r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.0", 1, 0 }},
		{"trailer", "http://h.invalid/", func(r *http.Request) { r.Trailer = http.Header{"X": nil} }},
		{"encoding", "http://h.invalid/", func(r *http.Request) { r.TransferEncoding = []string{"chunked"} }},

		{"control character", "http://h.invalid/", func(r *http.Request) { r.URL.Opaque = "/\r\nX: y" }},
		{"control character in the query", "http://h.invalid/", func(r *http.Request) { r.URL.RawQuery = "a\r\nX: y" }},
		{"delete in the query", "http://h.invalid/", func(r *http.Request) { r.URL.RawQuery = "a\x7f" }},
		{"value with CR LF", "http://h.invalid/", func(r *http.Request) { r.Header["X"] = []string{"a\r\nY: b"} }},
		{"name with CR LF", "http://h.invalid/", func(r *http.Request) { r.Header["X: a\r\nY"] = []string{"b"} }},
		{"user agent with CR LF", "http://h.invalid/", func(r *http.Request) { r.Header["User-Agent"] = []string{"a\r\nY: b"} }},
		{"no header", "http://h.invalid/", func(r *http.Request) { r.Header = nil }},
		{"no URL", "http://h.invalid/", func(r *http.Request) { r.URL = nil }},
		{"no host", "http:///x", nil},
		{"scheme", "ftp://h.invalid/", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// sent returns the address and the bytes that were sent, or the error.
			sent := func(which func(dial) http.RoundTripper) (dialed, written string) {
				conn := script("HTTP/1.1 204 No Content\r\n\r\n", 100)
				transport := which(func(_ context.Context, network, addr string) (net.Conn, error) {
					dialed = network + " " + addr
					return conn, nil
				})
				u, err := url.Parse(tt.url)
				if err != nil {
					t.Fatal(err)
				}
				req := newRequest(t, http.MethodGet, "http://x.invalid")
				if req.URL, req.Host = u, u.Host; tt.change != nil {
					tt.change(req)
				}
				got := look(transport, req)
				return dialed, conn.request() + got.Err
			}
			dialed, written := sent(func(d dial) http.RoundTripper { ours, _ := pair(t, d); return ours })
			theirs := func(d dial) http.RoundTripper { _, theirs := pair(t, d); return theirs }
			wantDialed, want := sent(theirs)
			for range 100 { // http.Transport may report the end of the connection in place of its reason
				if !strings.HasSuffix(want, net.ErrClosed.Error()) {
					break
				}
				wantDialed, want = sent(theirs)
			}
			if diff := cmp.Diff(wantDialed+"\n"+want, dialed+"\n"+written); diff != "" {
				t.Errorf("http.Transport -, ours +\n%s", diff)
			}
			if strings.Contains(written, "\nY: ") || strings.Contains(written, "\nX: y") {
				t.Errorf("a value became a header of its own: %q", written)
			}
		})
	}
}

// A request with a feature that h1 does not support is refused before a dial, and its body is
// closed.
func TestRefused(t *testing.T) {
	transport, _ := pair(t, func(context.Context, string, string) (net.Conn, error) {
		t.Error("dialed")
		return nil, errEnough
	})
	for _, method := range []string{"POST", "PUT", "CONNECT", "get", "GET", "G T"} {
		body := &closing{Reader: strings.NewReader("x")}
		req := newRequest(t, http.MethodGet, "http://h.invalid/")
		req.Method, req.Body = method, body
		if _, err := transport.RoundTrip(req); err == nil || !body.closed {
			t.Errorf("%s with a body: %v, body closed: %v", method, err, body.closed)
		}
	}
}

type closing struct {
	*strings.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}
