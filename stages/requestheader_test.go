package stages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/netrc"
)

func TestParseField(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Field
		err  string
	}{
		{"X-Token: abc", Field{Name: "X-Token", Value: "abc"}, ""},
		{"x-token:abc:def ", Field{Name: "X-Token", Value: "abc:def"}, ""},
		{"Accept:", Field{Name: "Accept", Removed: true}, ""},
		{"Accept: ", Field{Name: "Accept", Removed: true}, ""},
		{"X-Empty;", Field{Name: "X-Empty"}, ""},
		{"X-A: b;", Field{Name: "X-A", Value: "b;"}, ""},
		{"Host: other.example:81", Field{Name: "Host", Value: "other.example:81"}, ""},
		{"X-Ü: ä", Field{}, "want 'Name: value'"},
		{"X-A: ä", Field{Name: "X-A", Value: "ä"}, ""},
		{"hunter2", Field{}, "want 'Name: value'"},
		{"", Field{}, "want 'Name: value'"},
		{": hunter2", Field{}, "want 'Name: value'"},
		{"X A: hunter2", Field{}, "want 'Name: value'"},
		{"X-A: hunter2\r\nX-B: c", Field{}, "the value of X-A has a control character"},
		{"X-A: hunter2\x00", Field{}, "the value of X-A has a control character"},
		{"Host:", Field{}, "the value of Host is no host"},
		{"Host: a b", Field{}, "the value of Host is no host"},
		{"content-length: 3", Field{}, "Content-Length can't be set: requests have no body"},
		{"Transfer-Encoding: chunked", Field{}, "Transfer-Encoding can't be set"},
		{"Trailer: X", Field{}, "Trailer can't be set"},
		{"Upgrade: h2c", Field{}, "Upgrade can't be set"},
		{"TE: trailers", Field{}, "Te can't be set"},
		{"Connection: close", Field{}, "Connection can't be set"},
		{"Range: bytes=0-1", Field{}, "Range can't be set: a part of a file is not asked for"},
		{"If-Range: x", Field{}, "If-Range can't be set"},
		{"Proxy-Authorization: hunter2", Field{}, "Proxy-Authorization can't be set"},
	} {
		got, err := ParseField(tt.text)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%q: got %+v, %v", tt.text, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error tells the value: %v", tt.text, err)
		}
	}
}

func TestRequestHeader(t *testing.T) {
	const basic = "Basic bWU6c2VjcmV0" // me:secret
	secret := url.UserPassword("me", "secret")
	mine := netrc.File{{Host: "h", Login: "me", Password: "secret"}}
	other := netrc.File{{Host: "h", Login: "somebody", Password: "else"}}
	defaults := http.Header{"User-Agent": {"hoist/test"}, "Accept": {"*/*"}}
	with := func(fields ...string) http.Header {
		h := defaults.Clone()
		for i := 0; i < len(fields); i += 2 {
			h[fields[i]] = append(h[fields[i]], fields[i+1])
		}
		return h
	}
	for _, tt := range []struct {
		name        string
		header      RequestHeader
		origin, url string
		want        http.Header
		host        string
	}{
		{"nothing", RequestHeader{}, "http://h/", "http://h/", defaults, "h"},
		{"field", RequestHeader{Fields: []Field{{Name: "X-A", Value: "1"}}}, "http://h/", "http://h/", with("X-A", "1"), "h"},
		{"field twice", RequestHeader{Fields: []Field{{Name: "X-A", Value: "1"}, {Name: "X-A", Value: "2"}}}, "http://h/", "http://h/", with("X-A", "1", "X-A", "2"), "h"},
		{"default replaced", RequestHeader{Fields: []Field{{Name: "Accept", Value: "image/gif"}}}, "http://h/", "http://h/", http.Header{"User-Agent": {"hoist/test"}, "Accept": {"image/gif"}}, "h"},
		{"defaults removed", RequestHeader{Fields: []Field{{Name: "Accept", Removed: true}, {Name: "User-Agent", Removed: true}}}, "http://h/", "http://h/", http.Header{"User-Agent": {""}}, "h"},
		{"host", RequestHeader{Fields: []Field{{Name: "Host", Value: "i"}}}, "http://h/", "http://h/", defaults, "i"},
		{"user", RequestHeader{User: secret}, "http://h/", "http://h/", with("Authorization", basic), "h"},
		{"user of the URL first", RequestHeader{User: url.UserPassword("x", "y")}, "http://me:secret@h/", "http://me:secret@h/", with("Authorization", basic), "h"},
		{"netrc", RequestHeader{Netrc: mine}, "http://h/", "http://h/", with("Authorization", basic), "h"},
		{"netrc of another host", RequestHeader{Netrc: mine}, "http://i/", "http://i/", defaults, "i"},
		{"user before netrc", RequestHeader{User: secret, Netrc: other}, "http://h/", "http://h/", with("Authorization", basic), "h"},
		{"field before all", RequestHeader{User: secret, Fields: []Field{{Name: "Authorization", Value: "Bearer t"}}}, "http://me:secret@h/", "http://me:secret@h/", with("Authorization", "Bearer t"), "h"},
		{"field removes user", RequestHeader{User: secret, Fields: []Field{{Name: "Authorization", Removed: true}}}, "http://h/", "http://h/", defaults, "h"},
		{"same origin, default port", RequestHeader{User: secret}, "http://h/", "http://H:80/x", with("Authorization", basic), "h"},

		{"another host", RequestHeader{User: secret, Fields: []Field{{Name: "Cookie", Value: "a"}, {Name: "X-A", Value: "1"}, {Name: "Host", Value: "i"}, {Name: "Accept", Removed: true}}}, "http://h/", "http://j/", defaults, "j"},
		{"another host that has its own entry", RequestHeader{Netrc: mine}, "http://i/", "http://h/", defaults, "h"},
		{"another port", RequestHeader{User: secret}, "http://h/", "http://h:81/", defaults, "h:81"},
		{"https to http", RequestHeader{User: secret}, "https://h/", "http://h/", defaults, "h"},
		{"http to https", RequestHeader{User: secret}, "http://h/", "https://h/", defaults, "h"},
		{"subdomain", RequestHeader{User: secret}, "http://h/", "http://a.h/", defaults, "a.h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.header.UserAgent = "hoist/test"
			u := mustURL(t, tt.url)
			req := &http.Request{URL: u, Host: u.Host}
			tt.header.complete(req, mustURL(t, tt.origin))
			if diff := cmp.Diff(tt.want, req.Header); diff != "" || req.Host != tt.host {
				t.Errorf("host %s; -want +got:\n%s", req.Host, diff)
			}
		})
	}
}

// What is for one server is not told to another, on the wire, whichever way redirects go; and comes back with it.
func TestRedirectsLeak(t *testing.T) {
	secrets := []string{"Authorization", "Cookie", "X-Token"}
	check := func(wanted bool, next func() string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for _, name := range secrets {
				if has := r.Header.Get(name) != ""; has != wanted {
					t.Errorf("%s%s: %s is there: %v", r.Host, r.URL, name, has)
				}
			}
			if r.URL.Path != "/end" {
				http.Redirect(w, r, next(), http.StatusFound)
			}
		}
	}
	var first, second *httptest.Server
	second = httptest.NewServer(check(false, func() string { return first.URL + "/end" }))
	defer second.Close()
	first = httptest.NewServer(check(true, func() string { return second.URL + "/on" }))
	defer first.Close()
	header := RequestHeader{
		User:   url.UserPassword("me", "secret"),
		Fields: []Field{{Name: "Cookie", Value: "a=b"}, {Name: "X-Token", Value: "t"}},
	}
	f := clientFetcher(t, Client{Timeout: patient, AllowPrivate: true}, header)
	if got := get(t, f, first.URL+"/begin"); got.Err != nil {
		t.Error(got.Err)
	}
}
