package httpclient

import (
	"net/url"
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/origin"
)

func TestParseProxy(t *testing.T) {
	const address, scheme = "must be a URL such as http://host:port", "must be a URL with http://, https://, socks5:// or socks5h://"
	for _, tt := range []struct{ text, want, err string }{
		{"h:3128", "http://h:3128", ""},
		{"me:secret@h:3128", "http://me:secret@h:3128", ""},
		{"http://h", "http://h:80", ""},
		{"HTTP://H/", "http://h:80/", ""},
		{"https://h", "https://h:443", ""},
		{"https://h:8443", "https://h:8443", ""},
		{"socks5://h", "socks5://h:1080", ""},
		{"socks5h://me:@h:9050", "socks5h://me:@h:9050", ""},
		{"http://[::1]:3128", "http://[::1]:3128", ""},
		{"http://bücher.example:3128", "http://xn--bcher-kva.example:3128", ""},
		{"http://m%40e:s%25@h", "http://m%40e:s%25@h:80", ""},

		{"socks4://h:1080", "", scheme},
		{"socks://h:1080", "", scheme},
		{"ftp://hunter2@h", "", scheme},
		{"http://", "", address},
		{"http://:3128", "", address},
		{"http://me:hunter2@", "", address},
		{"//h:3128", "", address},
		{"http://h:x", "", address},
		{"http://h:0", "", address},
		{"http://h:65536", "", address},
		{"http://me:hunter2 b@h", "", address},
		{"http://me:hunter2%@h", "", address},
		{"http://me:hunter2/x@h:99999", "", address},
		{" http://h", "", address},
		{"http://h:3128 ", "", address},
		{"http://h:3128/ ", "", address},
		{"http://h:3128\r\n", "", address},
		{"http://h:3128\n", "", address},
		{"http://h\x00", "", address},
		{"http://a\"b:1", "", address},
		{"http://a<b", "", address},
		{"socks5://:hunter2@h", "", "a user name for SOCKS has 1 to 255 bytes"},
		{"socks5://me:" + strings.Repeat("x", 256) + "@h", "", "a user name for SOCKS has 1 to 255 bytes"},
	} {
		u, err := ParseProxy(tt.text)
		got, text := "", ""
		if err == nil {
			got = u.String()
		} else {
			text = err.Error()
		}
		if got != tt.want || !strings.HasPrefix(text, tt.err) || tt.err == "" && err != nil {
			t.Errorf("%q: got %q, %v", tt.text, got, err)
		}
		if strings.Contains(text, "hunter2") {
			t.Errorf("%q: the error shows the value: %v", tt.text, err)
		}
	}
}

// The environment decides which proxy is used for a URL. want is "" if none is.
func TestEnvironmentProxies(t *testing.T) {
	for _, tt := range []struct {
		name, env, url, want string
	}{
		{"no variable", "", "http://far.example/", ""},
		{"no variable, https", "", "https://far.example/", ""},
		{"HTTP_PROXY", "HTTP_PROXY=a:1", "http://far.example/", "a:1"},
		{"HTTP_PROXY is not for https", "HTTP_PROXY=a:1", "https://far.example/", ""},
		{"http_proxy", "http_proxy=a:1", "http://far.example/", "a:1"},
		{"upper case first, as in Go", "HTTP_PROXY=a:1 http_proxy=b:1", "http://far.example/", "a:1"},
		{"empty, so lower case", "HTTP_PROXY= http_proxy=b:1", "http://far.example/", "b:1"},
		{"CGI", "HTTP_PROXY=evil:1 REQUEST_METHOD=GET", "http://far.example/", ""},
		{"CGI, lower case", "HTTP_PROXY=evil:1 http_proxy=b:1 REQUEST_METHOD=GET", "http://far.example/", "b:1"},
		{"CGI, https", "HTTPS_PROXY=a:1 REQUEST_METHOD=GET", "https://far.example/", "a:1"},
		{"HTTPS_PROXY", "HTTPS_PROXY=a:1", "https://far.example/", "a:1"},
		{"HTTPS_PROXY is not for http", "HTTPS_PROXY=a:1", "http://far.example/", ""},
		{"https_proxy", "https_proxy=a:1", "https://far.example/", "a:1"},
		{"ALL_PROXY", "ALL_PROXY=socks5://a:1", "http://far.example/", "a:1"},
		{"ALL_PROXY, https", "ALL_PROXY=socks5://a:1", "https://far.example/", "a:1"},
		{"all_proxy", "all_proxy=a:1", "https://far.example/", "a:1"},
		{"that of the scheme first", "ALL_PROXY=all:1 HTTP_PROXY=a:1", "http://far.example/", "a:1"},
		{"that of the scheme first, in lower case", "ALL_PROXY=all:1 http_proxy=a:1", "http://far.example/", "a:1"},
		{"the other scheme", "ALL_PROXY=all:1 HTTP_PROXY=a:1", "https://far.example/", "all:1"},
		{"CGI, and one for all", "HTTP_PROXY=evil:1 ALL_PROXY=all:1 REQUEST_METHOD=GET", "http://far.example/", "all:1"},
		{"NO_PROXY", "ALL_PROXY=a:1 NO_PROXY=.example", "https://far.example/", ""},
		{"no_proxy", "ALL_PROXY=a:1 no_proxy=far.example", "https://far.example/", ""},
		{"NO_PROXY for another", "ALL_PROXY=a:1 NO_PROXY=near.example", "https://far.example/", "a:1"},
		{"NO_PROXY for a port", "ALL_PROXY=a:1 NO_PROXY=far.example:443", "https://far.example/", ""},
		{"NO_PROXY for another port", "ALL_PROXY=a:1 NO_PROXY=far.example:80", "https://far.example/", "a:1"},
		{"NO_PROXY for all", "ALL_PROXY=a:1 NO_PROXY=*", "https://far.example/", ""},
		{"NO_PROXY for a network", "ALL_PROXY=a:1 NO_PROXY=10.0.0.0/8", "https://10.1.2.3/", ""},
		{"NO_PROXY for a network that can't be", "ALL_PROXY=a:1 NO_PROXY=10.0.0.0/99", "https://10.0.0.0/", "a:1"},
		{"NO_PROXY for half an address", "ALL_PROXY=a:1 NO_PROXY=[::", "https://[2606:4700::1]/", "a:1"},
		{"NO_PROXY with what can't be, and more", "ALL_PROXY=a:1 NO_PROXY=10.0.0.0/99,[::,far.example", "https://far.example/", ""},
		{"this machine", "ALL_PROXY=a:1", "http://localhost/", ""},
		{"this machine's address", "ALL_PROXY=a:1", "http://127.0.0.1:8080/", ""},

		{
			"unusable", "HTTP_PROXY=ftp://me:hunter2@a", "http://far.example/",
			"HTTP_PROXY: must be a URL with http://, https://, socks5:// or socks5h://; --no-proxy ignores it",
		},
		{
			"unusable, in lower case", "https_proxy=http://me:hunter2%@a", "http://far.example/",
			"https_proxy: must be a URL such as http://host:port; in a user name or password percent-encode all " +
				"characters except letters and digits; --no-proxy ignores it",
		},
		{
			"unusable, for all", "all_proxy=socks://a:1", "http://far.example/",
			"all_proxy: must be a URL with http://, https://, socks5:// or socks5h://; --no-proxy ignores it",
		},
		{"unusable, and overruled", "ALL_PROXY=socks://a:1 HTTP_PROXY=a:1 HTTPS_PROXY=b:1", "http://far.example/", "a:1"},
		{"unusable, and of CGI", "HTTP_PROXY=ftp://evil REQUEST_METHOD=GET", "http://far.example/", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := map[string]string{}
			for _, pair := range strings.Fields(tt.env) {
				name, value, _ := strings.Cut(pair, "=")
				env[name] = value
			}
			proxies, err := EnvironmentProxies(func(name string) string { return env[name] })
			u := canonical(t, tt.url)
			got := ""
			if err != nil {
				got = err.Error()
			} else if p := proxies.of(u.Scheme, u.Host); p != nil {
				got = p.Host
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOneProxy(t *testing.T) {
	given := &url.URL{Scheme: "http", Host: "proxy:3128"}
	for _, text := range []string{"http://far.example/", "https://far.example/", "http://localhost/"} {
		if u := canonical(t, text); OneProxy(given).of(u.Scheme, u.Host) != given {
			t.Errorf("%s does not go by the proxy", text)
		}
	}
}

// canonical parses a URL and makes its host canonical.
func canonical(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err == nil {
		err = origin.CanonicalizeHost(u)
	}
	if err != nil {
		t.Fatal(err)
	}
	return u
}
