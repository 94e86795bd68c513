package httpclient

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/http/httpproxy"

	"github.com/hoist/hoist/internal/origin"
)

// A Proxies selects the proxy of each request. The zero value selects none.
type Proxies struct {
	http, https *url.URL // for requests of that scheme; nil for none
	except      func(*url.URL) bool
}

// OneProxy returns Proxies that use u, a result of ParseProxy, for all requests.
func OneProxy(u *url.URL) Proxies { return Proxies{http: u, https: u} }

// EnvironmentProxies returns the proxies in HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, with the
// exceptions in NO_PROXY. If a variable is not set in upper case, the one in lower case counts. In
// a CGI program HTTP_PROXY does not count, since its client sets it by a field Proxy (RFC 3875,
// section 4.1.18). The error names the variable that can't be used, and not its value.
func EnvironmentProxies(getenv func(string) string) (Proxies, error) {
	env := environment(getenv)
	ofHTTP := []string{"HTTP_PROXY", "http_proxy"}
	if env.isCGI() {
		ofHTTP = ofHTTP[1:]
	}
	http, httpErr := env.proxy(ofHTTP...)
	https, httpsErr := env.proxy("HTTPS_PROXY", "https_proxy")
	if err := cmp.Or(httpErr, httpsErr); err != nil || http == nil && https == nil {
		return Proxies{}, err
	}
	rule := httpproxy.Config{HTTPProxy: "http://any", HTTPSProxy: "http://any", NoProxy: env.any("NO_PROXY", "no_proxy")}
	choose := rule.ProxyFunc()
	return Proxies{http, https, func(u *url.URL) bool {
		chosen, err := choose(u)
		return err == nil && chosen == nil
	}}, nil
}

// of returns the proxy for requests to an origin; nil if there is none.
func (p Proxies) of(scheme, host string) *url.URL {
	proxy := p.http
	if scheme == "https" {
		proxy = p.https
	}
	if proxy == nil || p.except != nil && p.except(&url.URL{Scheme: scheme, Host: host}) {
		return nil
	}
	return proxy
}

type environment func(string) string

func (getenv environment) isCGI() bool { return getenv("REQUEST_METHOD") != "" }

// any returns the value of the first variable that is set.
func (getenv environment) any(names ...string) string {
	_, value := getenv.first(names...)
	return value
}

func (getenv environment) first(names ...string) (name, value string) {
	for _, name := range names {
		if value := getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// proxy returns the proxy in the first of the variables that is set. If none is set, it reads the
// variables for all schemes. If these are not set either, it returns nil.
func (getenv environment) proxy(names ...string) (*url.URL, error) {
	name, value := getenv.first(append(names, "ALL_PROXY", "all_proxy")...)
	if value == "" {
		return nil, nil
	}
	u, err := ParseProxy(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; --no-proxy ignores it", name, err)
	}
	return u, nil
}

// ParseProxy parses the URL of a proxy, and makes its host and port canonical. If there is no
// scheme, it is an HTTP proxy, as in curl. The error does not quote the URL.
func ParseProxy(text string) (*url.URL, error) {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || strings.ContainsFunc(text, isSpaceOrControl) {
		return nil, errProxyURL
	}
	name, err := origin.Name(u.Hostname())
	switch {
	case err != nil, !isPort(u.Port()):
		return nil, errProxyURL
	case defaultPort(u.Scheme) == "":
		return nil, errors.New("must be a URL with http://, https://, socks5:// or socks5h://")
	case isSOCKS(u) && !isSOCKSLogin(u.User):
		return nil, errors.New("a user name for SOCKS has 1 to 255 bytes, a password no more than 255")
	}
	u.Host = net.JoinHostPort(name, cmp.Or(u.Port(), defaultPort(u.Scheme)))
	return u, nil
}

var errProxyURL = errors.New("must be a URL such as http://host:port; in a user name or password " +
	"percent-encode all characters except letters and digits")

func isSpaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// defaultPort returns the default port of a proxy scheme. If the scheme is not that of a proxy, it
// returns "".
func defaultPort(scheme string) string {
	switch scheme {
	case "http":
		return "80"
	case "https":
		return "443"
	case "socks5", "socks5h":
		return "1080"
	}
	return ""
}

func isSOCKS(u *url.URL) bool { return strings.HasPrefix(u.Scheme, "socks") }

// isSOCKSLogin reports whether a user name and password can be sent (RFC 1929, section 2).
func isSOCKSLogin(user *url.Userinfo) bool {
	if user == nil {
		return true
	}
	password, _ := user.Password()
	return len(user.Username()) >= 1 && len(user.Username()) <= 255 && len(password) <= 255
}

// isPort reports whether text is a port to connect to, or empty.
func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return text == "" || err == nil && port > 0
}
