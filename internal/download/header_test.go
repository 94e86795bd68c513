package download

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/netrc"
)

func TestParseField(t *testing.T) {
	for _, tt := range []struct {
		text string
		want httpclient.Field
		err  string
	}{
		{"X-Token: abc", httpclient.Field{Name: "X-Token", Value: "abc"}, ""},
		{"x-token:abc:def ", httpclient.Field{Name: "X-Token", Value: "abc:def"}, ""},
		{"Accept:", httpclient.Field{Name: "Accept", Removed: true}, ""},
		{"Accept: ", httpclient.Field{Name: "Accept", Removed: true}, ""},
		{"X-Empty;", httpclient.Field{Name: "X-Empty"}, ""},
		{"X-A: b;", httpclient.Field{Name: "X-A", Value: "b;"}, ""},
		{"Host: other.example:81", httpclient.Field{Name: "Host", Value: "other.example:81"}, ""},
		{"X-Ü: ä", httpclient.Field{}, "must be 'Name: value'"},
		{"X-A: ä", httpclient.Field{Name: "X-A", Value: "ä"}, ""},
		{"hunter2", httpclient.Field{}, "must be 'Name: value'"},
		{"", httpclient.Field{}, "must be 'Name: value'"},
		{": hunter2", httpclient.Field{}, "must be 'Name: value'"},
		{"X A: hunter2", httpclient.Field{}, "must be 'Name: value'"},
		{"X-A: hunter2\r\nX-B: c", httpclient.Field{}, "the value of X-A has a control character"},
		{"X-A: hunter2\x00", httpclient.Field{}, "the value of X-A has a control character"},
		{"Host:", httpclient.Field{}, "the value of Host is not a host"},
		{"Host: a b", httpclient.Field{}, "the value of Host is not a host"},
		{"content-length: 3", httpclient.Field{}, "Content-Length can't be set: requests have no body"},
		{"Transfer-Encoding: chunked", httpclient.Field{}, "Transfer-Encoding can't be set"},
		{"Trailer: X", httpclient.Field{}, "Trailer can't be set"},
		{"Upgrade: h2c", httpclient.Field{}, "Upgrade can't be set"},
		{"TE: trailers", httpclient.Field{}, "Te can't be set"},
		{"Connection: close", httpclient.Field{}, "Connection can't be set"},
		{"Range: bytes=0-1", httpclient.Field{}, "Range can't be set: a part of a file is not asked for"},
		{"If-Range: x", httpclient.Field{}, "If-Range can't be set"},
		{"Proxy-Authorization: hunter2", httpclient.Field{}, "Proxy-Authorization can't be set"},
	} {
		got, err := httpclient.ParseField(tt.text)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%q: got %+v, %v", tt.text, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error has the value: %v", tt.text, err)
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
		header      httpclient.Header
		origin, url string
		want        http.Header
		host        string
	}{
		{"nothing", httpclient.Header{}, "http://h/", "http://h/", defaults, "h"},
		{
			"field", httpclient.Header{Fields: []httpclient.Field{{Name: "X-A", Value: "1"}}}, "http://h/",
			"http://h/", with("X-A", "1"), "h",
		},
		{
			"field twice",
			httpclient.Header{Fields: []httpclient.Field{{Name: "X-A", Value: "1"}, {Name: "X-A", Value: "2"}}},
			"http://h/", "http://h/", with("X-A", "1", "X-A", "2"), "h",
		},
		{
			"default replaced",
			httpclient.Header{Fields: []httpclient.Field{{Name: "Accept", Value: "image/gif"}}}, "http://h/",
			"http://h/", http.Header{"User-Agent": {"hoist/test"}, "Accept": {"image/gif"}}, "h",
		},
		{
			"defaults removed",
			httpclient.Header{Fields: []httpclient.Field{
				{Name: "Accept", Removed: true}, {Name: "User-Agent", Removed: true},
			}},
			"http://h/", "http://h/", http.Header{"User-Agent": {""}}, "h",
		},
		{"host", httpclient.Header{Fields: []httpclient.Field{{Name: "Host", Value: "i"}}}, "http://h/", "http://h/", defaults, "i"},
		{"user", httpclient.Header{User: secret}, "http://h/", "http://h/", with("Authorization", basic), "h"},
		{
			"user of the URL first", httpclient.Header{User: url.UserPassword("x", "y")}, "http://me:secret@h/",
			"http://me:secret@h/", with("Authorization", basic), "h",
		},
		{"netrc", httpclient.Header{Netrc: mine}, "http://h/", "http://h/", with("Authorization", basic), "h"},
		{"netrc of another host", httpclient.Header{Netrc: mine}, "http://i/", "http://i/", defaults, "i"},
		{
			"user before netrc", httpclient.Header{User: secret, Netrc: other}, "http://h/", "http://h/",
			with("Authorization", basic), "h",
		},
		{
			"field before all",
			httpclient.Header{User: secret, Fields: []httpclient.Field{
				{Name: "Authorization", Value: "Bearer t"},
			}},
			"http://me:secret@h/", "http://me:secret@h/", with("Authorization", "Bearer t"), "h",
		},
		{
			"field removes user",
			httpclient.Header{User: secret, Fields: []httpclient.Field{{Name: "Authorization", Removed: true}}},
			"http://h/", "http://h/", defaults, "h",
		},
		{"same origin, default port", httpclient.Header{User: secret}, "http://h/", "http://H:80/x", with("Authorization", basic), "h"},

		{
			"another host",
			httpclient.Header{User: secret, Fields: []httpclient.Field{
				{Name: "Cookie", Value: "a"}, {Name: "X-A", Value: "1"}, {Name: "Host", Value: "i"},
				{Name: "Accept", Removed: true},
			}},
			"http://h/", "http://j/", defaults, "j",
		},
		{"another host that has its own entry", httpclient.Header{Netrc: mine}, "http://i/", "http://h/", defaults, "h"},
		{"another port", httpclient.Header{User: secret}, "http://h/", "http://h:81/", defaults, "h:81"},
		{"https to http", httpclient.Header{User: secret}, "https://h/", "http://h/", defaults, "h"},
		{"http to https", httpclient.Header{User: secret}, "http://h/", "https://h/", defaults, "h"},
		{"subdomain", httpclient.Header{User: secret}, "http://h/", "http://a.h/", defaults, "a.h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.header.UserAgent = "hoist/test"
			u := clienttest.URL(t, tt.url)
			req := &http.Request{URL: u, Host: u.Host}
			tt.header.Complete(req, clienttest.URL(t, tt.origin))
			if diff := cmp.Diff(tt.want, req.Header); diff != "" || req.Host != tt.host {
				t.Errorf("host %s; -want +got:\n%s", req.Host, diff)
			}
		})
	}
}

// Credentials for one server are not sent to another, whatever the redirects. After a redirect back
// to the first server they are sent again.
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
	header := httpclient.Header{
		User:   url.UserPassword("me", "secret"),
		Fields: []httpclient.Field{{Name: "Cookie", Value: "a=b"}, {Name: "X-Token", Value: "t"}},
	}
	f := newDownloader(t, httpclient.Client{Timeout: patient, AllowPrivate: true}, header)
	if got := get(t, f, first.URL+"/begin"); got.Err != nil {
		t.Error(got.Err)
	}
}
