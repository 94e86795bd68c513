// Package origin identifies the server of a URL. It changes the host of a URL to one spelling. If a
// request names another host than the name that was looked up, the server answers for another site.
// The package does no I/O.
//
// [Canonicalize] is called once for each URL, by naming.Planner and for the target of a redirect.
// The other users take the host as it is then: the guard, the dialer, TLS, the Host field, idle
// connections, .netrc files, limits by host ([Key]), and the check for secrets before a redirect to
// another origin ([Same]).
package origin

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/redact"
)

// An Origin is the scheme, host and port of a URL (RFC 6454, section 4).
type Origin struct {
	Scheme  string
	Address string // host:port, as net.Dial takes it
}

// Of returns the origin of a URL. The host must be canonical.
func Of(u *url.URL) Origin { return Origin{u.Scheme, Address(u)} }

// Same reports whether two URLs have the same origin. Their hosts must be canonical.
func Same(a, b *url.URL) bool { return a == b || a.Scheme == b.Scheme && a.Host == b.Host }

// Address returns host:port of a URL. The host must be canonical. If the URL has no port, Address
// uses the port of the scheme.
func Address(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return net.JoinHostPort(u.Hostname(), defaultPort(u.Scheme))
}

// Key returns the name of a URL's host for limits: without a trailing dot, and with the port if it
// is not the port of the scheme. The host of the URL must be canonical. So http and https of one
// name are one host.
func Key(u *url.URL) string {
	name := u.Hostname()
	if !strings.HasSuffix(name, ".") {
		return u.Host
	}
	return strings.TrimSuffix(name, ".") + u.Host[len(name):]
}

// Field returns the value of the Host field for a URL: the host without the zone of an IPv6
// address, since a zone has a meaning on this machine only (RFC 6874, section 4). The host of the
// URL must be canonical.
func Field(u *url.URL) string {
	zone := strings.IndexByte(u.Host, '%')
	if zone < 0 {
		return u.Host
	}
	return u.Host[:zone] + u.Host[strings.LastIndexByte(u.Host, ']'):]
}

// Canonicalize makes the host of u canonical. It refuses URLs that can't or must not be requested:
// with another scheme than http and https, or with a user name. The error describes u, as in "has
// the port 0". After an error u is unchanged.
func Canonicalize(u *url.URL) error {
	switch {
	case u.Scheme == "":
		return errors.New("does not begin with http:// or https://")
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("has the scheme %.20q; only http and https are fetched", u.Scheme)
	case u.User != nil && u.Host != "":
		return ErrUser
	}
	return CanonicalizeHost(u)
}

// ErrUser is the error of a URL with a user name, which lines and names would show.
var ErrUser = errors.New("has a user name or password in it, which would show in names and lines; put them into the template")

// Parse parses a URL. The error does not quote the text, since it may contain a password. It
// describes the text, as in "has a blank in the host name".
func Parse(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case quotes(text) != "":
		return nil, fmt.Errorf("has %s around it, which are not part of the URL; remove them", quotes(text))
	case err != nil && redact.URLs(text) != text: // it may be invalid since a password in it is not percent-encoded
		return nil, ErrUser
	case err != nil:
		return nil, ParseError(err)
	case isHostPort(u):
		return nil, errors.New("does not begin with http:// or https://")
	}
	return u, nil
}

// quotes returns the characters that people and mail put around a URL, plain or encoded, if the
// text begins with one. Otherwise it returns "".
func quotes(text string) string {
	for _, q := range []struct{ opening, both string }{
		{"<", "< >"}, {"%3C", "< >"}, {`"`, `" "`}, {"%22", `" "`}, {"'", "' '"}, {"`", "` `"}, {"%60", "` `"},
	} {
		if rest, ok := strings.CutPrefix(text, q.opening); ok && strings.HasPrefix(strings.ToLower(rest), "http") {
			return q.both
		}
	}
	return ""
}

// isHostPort reports whether the parsed scheme is in fact a host before a port: localhost:8080/x.
func isHostPort(u *url.URL) bool {
	port, _, _ := strings.Cut(u.Opaque, "/")
	_, err := strconv.ParseUint(port, 10, 16)
	return u.Scheme != "" && err == nil
}

// ParseError returns the reason why url.Parse refused a text, without that text. The port is not
// quoted either, since it may be a password.
func ParseError(err error) error {
	if parse, ok := errors.AsType[*url.Error](err); ok {
		err = parse.Err
	}
	switch {
	case err == url.EscapeError("%20"): // which a host alone must not have
		return errors.New("has a blank in the host name, which is not allowed")
	case err.Error() == "first path segment in URL cannot contain colon": // 127.0.0.1:8080/x
		return errors.New("does not begin with http:// or https://")
	case strings.HasPrefix(err.Error(), "invalid port "):
		return errors.New("has a port that is not a number")
	case strings.HasPrefix(err.Error(), "invalid host: "):
		return errors.New("has brackets around text that is not an IPv6 address")
	}
	return fmt.Errorf("can't be read as a URL: %w", err)
}

// CanonicalizeHost makes the host of u canonical. Name returns its name. The port is in decimal. An
// empty port and the port of the scheme are left out. The error describes u, as in "has the port
// 0". After an error u is unchanged.
func CanonicalizeHost(u *url.URL) error {
	if isName(u.Host) {
		return nil
	}
	name, err := Name(u.Hostname())
	if err != nil {
		return err
	}
	port, err := canonicalPort(u)
	if err != nil {
		return err
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	u.Host = name + port
	return nil
}

// canonicalPort returns the port of u with a colon before it. If it is the port of the scheme, the
// result is empty.
func canonicalPort(u *url.URL) (string, error) {
	text := u.Port()
	if text == "" {
		return "", nil
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return "", fmt.Errorf("has the port %.10s; ports are 1 to 65535", text)
	}
	if text = strconv.FormatUint(port, 10); text == defaultPort(u.Scheme) {
		return "", nil
	}
	return ":" + text, nil
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

var errNoHost = errors.New("has no host")
