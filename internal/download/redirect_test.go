package download

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/badserver"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/origin"
)

// Characters of a Location that a URL can't contain are percent-encoded. All others are sent
// unchanged.
func TestRedirectLocation(t *testing.T) {
	for _, tt := range []struct{ name, location, want string }{
		{"plain", "/t?q=a+b&c=d/e#f", "GET /t?q=a+b&c=d/e HTTP/1.1"},
		{"a blank in the path", "/a b", "GET /a%20b HTTP/1.1"},
		{"a blank in the query", "/t?q=a b", "GET /t?q=a%20b HTTP/1.1"},
		{"a tab", "/a\tb?c\td", "GET /a%09b?c%09d HTTP/1.1"},
		{"quotes and angle brackets", `/a"b<c>d?e"f<g>h`, "GET /a%22b%3Cc%3Ed?e%22f%3Cg%3Eh HTTP/1.1"},
		{"UTF-8", "/bücher?q=ü", "GET /b%C3%BCcher?q=%C3%BC HTTP/1.1"},
		{"Latin-1", "/b\xfccher?q=\xfc", "GET /b%FCcher?q=%FC HTTP/1.1"},
		{"a lone percent sign", "/100%?q=50%&r=%zz", "GET /100%25?q=50%25&r=%25zz HTTP/1.1"},
		{"escapes", "/%2f%41?q=%2f%c3%bc", "GET /%2f%41?q=%2f%c3%bc HTTP/1.1"},
		{"a percent sign at the end of what is an escape", "/%2%41?%4", "GET /%252%41?%254 HTTP/1.1"},
		{"braces, bars and backslashes", "/{a}|b\\c?{d}|e^f`g", "GET /%7Ba%7D%7Cb%5Cc?%7Bd%7D%7Ce%5Ef%60g HTTP/1.1"},
		{"brackets", "/a[1]?b[]=c", "GET /a[1]?b[]=c HTTP/1.1"},
		{"relative, with a colon", "./a:b c", "GET /dir/a:b%20c HTTP/1.1"},
		{"a query alone", "?a b", "GET /dir/start?a%20b HTTP/1.1"},
	} {
		for _, prefix := range []string{"", "http://HOST"} {
			if prefix != "" && !strings.HasPrefix(tt.location, "/") {
				continue
			}
			t.Run(prefix+tt.name, func(t *testing.T) {
				asked := make(chan string, 2)
				var server *badserver.Server
				server, err := badserver.StartEach(func(n int) []badserver.Step {
					look := badserver.Check(func(request string) { asked <- strings.TrimRight(strings.SplitN(request, "\n", 2)[0], "\r") })
					if n == 1 {
						location := strings.Replace(prefix, "HOST", server.Host, 1) + tt.location
						return []badserver.Step{
							look,
							badserver.Send("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\n" +
								"Location: " + location + "\r\n\r\n"),
						}
					}
					return []badserver.Step{look, badserver.Send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")}
				})
				if err != nil {
					t.Fatal(err)
				}
				defer server.Close()
				got := get(t, direct(t, patient), "http://"+server.Host+"/dir/start")
				if got.Err != nil {
					t.Fatal(got.Err)
				}
				<-asked
				if line := <-asked; line != tt.want {
					t.Errorf("asked %q, want %q", line, tt.want)
				}
			})
		}
	}
}

// A loop is recognised in any spelling of the host. If the answer sets a cookie, the error mentions
// it, since the cookie might end the loop.
func TestRedirectLoop(t *testing.T) {
	const cookie = "id=secret"
	for _, tt := range []struct{ name, from, location, cookie, want string }{
		{"to itself", "http://h/a", "/a", "", `redirect to "/a" was visited before: a loop`},
		{
			"to itself with a cookie", "http://h/a", "/a", cookie,
			`redirect to "/a" was visited before: a loop; the answer sets a cookie, and hoist sends none back`,
		},
		{
			"spelled differently", "http://h/a%20b", "HTTP://H:80/a b#c", "",
			`redirect to "HTTP://H:80/a b#c" was visited before: a loop`,
		},
		{"to another URL with a cookie", "http://h/a", "/b", cookie, ""},
		{
			"a host that can't be mapped", "http://h/a", "http://a：80/", "",
			"redirect to \"http://a：80/\" has the host \"a：80\", which is not a name: there are letters, " +
				"digits, hyphens, underscores and dots",
		},
		{
			"a port that is a word", "http://h/a", "http://a:b/", "",
			`redirect to "http://a:b/" has a port that is not a number`,
		},
		{
			"a password with a slash", "http://h/a", "http://u:secret/secret@i/", "",
			`redirect to "http://***@i/" has a port that is not a number`,
		},
		{
			"a password with a slash, without a scheme", "http://h/a", "//u:secret/secret@i/", "",
			`redirect to "//***@i/" has a port that is not a number`,
		},
		{
			"a blank in the host", "http://h/a", "http://a b/", "",
			`redirect to "http://a b/" has a blank in the host name, which is not allowed`,
		},
		{"as long as it may be", "http://h/a", "/" + strings.Repeat("x", maxLocation-1), "", ""},
		{
			"too long", "http://h/a", "/" + strings.Repeat("x", maxLocation), "",
			`redirect to "/` + strings.Repeat("x", 199) + `" has 16385 bytes, more than 16384`,
		},
		{
			"a password with a blank and a quote", "http://h/a", `http://u:s3 cr"et@h:99999/`, "",
			`redirect to "http://***@h:99999/" has the port 99999; ports are 1 to 65535`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			resp := &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {tt.location}}}
			if tt.cookie != "" {
				resp.Header.Set("Set-Cookie", tt.cookie)
			}
			r := Request{URL: clienttest.URL(t, tt.from)}
			_, err := r.next(resp)
			if got := textOf(err); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Whatever the target of a redirect, the request line contains only ASCII, without blanks and
// control characters.
func FuzzRedirect(f *testing.F) {
	for _, seed := range []string{
		"/a b", "?q=\xff\x00", "//h：80/x", "http://Bücher.example:80/%zz", "http:a b", "*", "/../%2e",
		"http://[fe80::1%eth0]/",
	} {
		f.Add(seed)
	}
	from := Request{URL: &url.URL{Scheme: "http", Host: "h", Path: "/dir/start"}}
	f.Fuzz(func(t *testing.T, location string) {
		to, err := from.next(&http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {location}}})
		if err != nil {
			return
		}
		if uri := to.RequestURI(); strings.ContainsFunc(uri, func(c rune) bool {
			return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"<>\^{|}`+"`", c)
		}) {
			t.Errorf("%q is asked for by %q", location, uri)
		}
		again := *to
		if err := origin.CanonicalizeHost(&again); err != nil || again != *to {
			t.Errorf("%q goes to %q, which is not canonical (%v)", location, to.Host, err)
		}
	})
}

// A user name and password belong to one origin. A redirect to another origin drops them, and a
// redirect back restores them.
func TestUserStaysWithItsOrigin(t *testing.T) {
	r := Request{URL: clienttest.URL(t, "http://me:secret@own.example/a")}
	for _, hop := range []struct {
		location string
		user     bool
	}{
		{"/b", true},
		{"http://other.example/a", false},
		{"/b", false},
		{"http://you:secret@other.example/c", false},
		{"https://own.example/a", false},
		{"http://own.example:81/a", false},
		{"//own.example/c", true}, // still http
		{"http://own.example:80/d", true},
	} {
		to, err := r.next(&http.Response{StatusCode: 302, Header: http.Header{"Location": {hop.location}}})
		if err != nil {
			t.Fatalf("%s: %v", hop.location, err)
		}
		if want := r.Origin().User; (to.User == want) != hop.user || to.User != nil && !hop.user {
			t.Errorf("from %s to %s: %v", r.URL.Redacted(), hop.location, to.User)
		}
		r = r.Redirected(&Reply{Next: to})
	}
}
