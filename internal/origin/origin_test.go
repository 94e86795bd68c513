package origin_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/origin"
)

func parse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Every spelling of a host in a URL becomes one spelling.
func TestCanonicalize(t *testing.T) {
	for _, tt := range []struct{ name, url, host, address, key string }{
		{"plain", "http://h.example/", "h.example", "h.example:80", "h.example"},
		{"https", "https://h.example/", "h.example", "h.example:443", "h.example"},
		{"capitals", "http://H.Example/", "h.example", "h.example:80", "h.example"},
		{"port", "http://h:8080/", "h:8080", "h:8080", "h:8080"},
		{"port of the scheme", "http://h:80/", "h", "h:80", "h"},
		{"port of the scheme, https", "https://h:443/", "h", "h:443", "h"},
		{"port of the other scheme", "https://h:80/", "h:80", "h:80", "h:80"},
		{"empty port", "http://h:/", "h", "h:80", "h"},
		{"port with zeros", "http://h:0080/", "h", "h:80", "h"},
		{"another port with zeros", "http://h:08080/", "h:8080", "h:8080", "h:8080"},
		{"umlaut", "http://bücher.example/", "xn--bcher-kva.example", "xn--bcher-kva.example:80", "xn--bcher-kva.example"},
		{
			"umlaut, percent-encoded", "http://b%C3%BCcher.example/", "xn--bcher-kva.example",
			"xn--bcher-kva.example:80", "xn--bcher-kva.example",
		},
		{"umlaut, a capital", "http://BÜCHER.example/", "xn--bcher-kva.example", "xn--bcher-kva.example:80", "xn--bcher-kva.example"},
		{
			"umlaut, decomposed", "http://bu\u0308cher.example/", "xn--bcher-kva.example",
			"xn--bcher-kva.example:80", "xn--bcher-kva.example",
		},
		{
			"umlaut, full width", "http://ｂücher.ｅxample:80/", "xn--bcher-kva.example",
			"xn--bcher-kva.example:80", "xn--bcher-kva.example",
		},
		{
			"umlaut, in ASCII with capitals", "http://XN--BCHER-KVA.example/", "xn--bcher-kva.example",
			"xn--bcher-kva.example:80", "xn--bcher-kva.example",
		},
		{"sharp s stays one", "http://straße.example/", "xn--strae-oqa.example", "xn--strae-oqa.example:80", "xn--strae-oqa.example"},
		{
			"ideographic dots", "http://日本。example．org｡/", "xn--wgv71a.example.org.",
			"xn--wgv71a.example.org.:80", "xn--wgv71a.example.org",
		},
		{"full-width ASCII", "http://ｅｘａｍｐｌｅ.org/", "example.org", "example.org:80", "example.org"},
		{"soft hyphen", "http://ex\u00adample.org/", "example.org", "example.org:80", "example.org"},
		{
			"hyphens and underscores", "http://r3---sn_x-.bücher.example/", "r3---sn_x-.xn--bcher-kva.example",
			"r3---sn_x-.xn--bcher-kva.example:80", "r3---sn_x-.xn--bcher-kva.example",
		},
		{"underscore", "http://a_b.example/", "a_b.example", "a_b.example:80", "a_b.example"},
		{"trailing dot", "http://h.example./", "h.example.", "h.example.:80", "h.example"},
		{"trailing dot and a port", "http://h.example.:81/", "h.example.:81", "h.example.:81", "h.example:81"},
		{"IPv4", "http://192.0.2.1:81/", "192.0.2.1:81", "192.0.2.1:81", "192.0.2.1:81"},
		{"IPv4 in full-width digits", "http://１２７．０.０。１/", "127.0.0.1", "127.0.0.1:80", "127.0.0.1"},
		{"an odd number", "http://0X7F.1/", "0x7f.1", "0x7f.1:80", "0x7f.1"},
		{"IPv6", "http://[2001:DB8:0::1]:80/", "[2001:db8::1]", "[2001:db8::1]:80", "[2001:db8::1]"},
		{"IPv6 and a port", "https://[2001:db8::1]:8443/", "[2001:db8::1]:8443", "[2001:db8::1]:8443", "[2001:db8::1]:8443"},
		{"IPv6 with a zone", "http://[FE80::1%25eth0]/", "[fe80::1%eth0]", "[fe80::1%eth0]:80", "[fe80::1%eth0]"},
		{"IPv4 in IPv6", "http://[::FFFF:127.0.0.1]/", "[::ffff:127.0.0.1]", "[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := parse(t, tt.url)
			if err := origin.CanonicalizeHost(u); err != nil {
				t.Fatal(err)
			}
			if u.Host != tt.host || origin.Address(u) != tt.address || origin.Key(u) != tt.key {
				t.Errorf("got %s at %s, known as %s", u.Host, origin.Address(u), origin.Key(u))
			}
			if want := (origin.Origin{Scheme: u.Scheme, Address: tt.address}); origin.Of(u) != want {
				t.Errorf("the origin is %v, want %v", origin.Of(u), want)
			}
		})
	}
}

// If the text is not a host, the error has the reason, and the URL is unchanged.
func TestCanonicalizeRefuses(t *testing.T) {
	for _, tt := range []struct{ name, url, want string }{
		{"none", "http:///x", "has no host"},
		{"a port alone", "http://:80/x", "has no host"},
		{"a dot", "http://./x", "has no host"},
		{"nothing that counts", "http://%C2%AD/x", "has no host"},
		{"port 0", "http://h:0/", "has the port 0; ports are 1 to 65535"},
		{"a port too large", "http://h:65536/", "has the port 65536; ports are 1 to 65535"},
		{"a colon of full width", "http://h：80/", `has the host "h：80", which is not a name`},
		{"a slash of full width", "http://good.example／.evil.example/", "which is not a name"},
		{"an at of full width", "http://good.example＠evil.example/", "which is not a name"},
		{
			"an exclamation mark", "http://a!b/",
			`has the host "a!b", which is not a name: there are letters, digits, hyphens, underscores and dots`,
		},
		{"quotes", `http://a"b/`, `has the host "a\"b", which is not a name`},
		{
			"an invalid mapping", "http://xn--a.bücher.example/",
			`has the host "xn--a.bücher.example", which can't be mapped to a name: idna: `,
		},
		{"a character that nothing may have", "http://a\u2028b.example/", "which can't be mapped to a name: idna: "},
		{"not UTF-8", "http://a%FFb.example/", "which can't be mapped to a name: it is not valid UTF-8"},
		{"the replacement character", "http://a\ufffdb.example/", "which can't be mapped to a name: idna: "},
		{"a zone with a blank", "http://[fe80::1%25a%20b]/", "which is not an IPv6 address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := parse(t, tt.url)
			before := *u
			err := origin.CanonicalizeHost(u)
			if err == nil || !strings.HasPrefix(err.Error(), "has ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
			if *u != before {
				t.Errorf("became %s", u)
			}
		})
	}
}

func TestField(t *testing.T) {
	for _, tt := range []struct{ host, want string }{
		{"h:81", "h:81"},
		{"[2001:db8::1]:81", "[2001:db8::1]:81"},
		{"[fe80::1%eth0]", "[fe80::1]"},
		{"[fe80::1%eth0]:81", "[fe80::1]:81"},
	} {
		if got := origin.Field(&url.URL{Scheme: "http", Host: tt.host}); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.host, got, tt.want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"http://h/a", "http://h/b", true},
		{"http://h/", "http://H:80/", true},
		{"http://bücher.example/", "http://xn--bcher-kva.example:/", true},
		{"http://h/", "https://h/", false},
		{"http://h:443/", "https://h/", false},
		{"http://h/", "http://h:81/", false},
		{"http://h/", "http://h./", false},
		{"http://a.h/", "http://h/", false},
	} {
		a, b := parse(t, tt.a), parse(t, tt.b)
		for _, u := range []*url.URL{a, b} {
			if err := origin.CanonicalizeHost(u); err != nil {
				t.Fatal(err)
			}
		}
		if origin.Same(a, b) != tt.want || (origin.Of(a) == origin.Of(b)) != tt.want {
			t.Errorf("%s and %s: want %v", tt.a, tt.b, tt.want)
		}
	}
}

// The error of a text that is not a URL has neither a password nor a port that may be one.
func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"http://h:secret/":             "has a port that is not a number",
		"http://[::1]:secret/":         "has a port that is not a number",
		"http://[me:secret]/":          "has brackets around text that is not an IPv6 address",
		"http://me:secret/pw@h/":       origin.ErrUser.Error(),
		"http://me:secret?pw@h/":       origin.ErrUser.Error(),
		"http://me:secret#pw@h/":       origin.ErrUser.Error(),
		"http://me:se%zzcret@h/":       origin.ErrUser.Error(),
		"http://me:sec ret@h/":         origin.ErrUser.Error(),
		"http://[me:secret/pw@h/":      origin.ErrUser.Error(),
		"http://me@corp:secret/pw@h/":  origin.ErrUser.Error(),
		"http://medium.example/@me/%s": `can't be read as a URL: invalid URL escape "%s"`,
	} {
		_, err := origin.Parse(text)
		if err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

// A canonical host is ASCII without a delimiter. A URL with it is parsed to the same host, and its
// canonical form is the same.
func FuzzCanonicalize(f *testing.F) {
	for _, seed := range []string{
		"h", "H:80", "h:", "h.:81", "bücher.example", "b%C3%BCcher", "[FE80::1%25eth0]:8", "１２７.0.0.1", "a：b",
		"xn--a", "..", "%FF", "a!b", "ß。",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, host string) {
		u, err := url.Parse("http://" + host + "/x")
		if err != nil || origin.CanonicalizeHost(u) != nil {
			return
		}
		if strings.Trim(u.Host, "abcdefghijklmnopqrstuvwxyz0123456789-_.:") != "" && !strings.HasPrefix(u.Host, "[") {
			t.Errorf("%q became %q", host, u.Host)
		}
		if strings.HasSuffix(u.Host, ":80") || strings.HasSuffix(u.Host, ":") {
			t.Errorf("%q became %q, with a port that says nothing", host, u.Host)
		}
		again, err := url.Parse(u.String())
		if err != nil {
			t.Fatalf("%q became %q: %v", host, u, err)
		}
		if err := origin.CanonicalizeHost(again); err != nil || again.Host != u.Host {
			t.Errorf("%q became %q, then %q (%v)", host, u.Host, again.Host, err)
		}
	})
}
