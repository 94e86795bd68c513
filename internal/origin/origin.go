// Package origin says whom a URL talks to. It brings the host of a URL into one spelling: a server
// that is asked for another name than the one that was looked up answers for another site. It does
// no I/O.
//
// [Canonicalize] is called once for each URL, by naming.Planner and for the target of a redirect.
// All else takes the host as it is then: the guard, the dialer, TLS, the Host field, idle
// connections, .netrc files, limits by host ([Key]), and what a redirect to another origin leaves
// behind ([Same]).
package origin

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// An Origin is the scheme, host and port of a URL (RFC 6454, section 4).
type Origin struct {
	Scheme  string
	Address string // host:port, as net.Dial takes it
}

// Of returns the origin of a URL whose host is canonical.
func Of(u *url.URL) Origin { return Origin{u.Scheme, Address(u)} }

// Same reports whether two URLs whose hosts are canonical have the same origin.
func Same(a, b *url.URL) bool { return a == b || a.Scheme == b.Scheme && a.Host == b.Host }

// Address returns host:port of a URL whose host is canonical, with the port of its scheme where it
// names none.
func Address(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return net.JoinHostPort(u.Hostname(), defaultPort(u.Scheme))
}

// Key returns the name by which limits know the host of a URL whose host is canonical: without a
// trailing dot, and with the port where it is not that of the scheme. So http and https of one name
// are one host.
func Key(u *url.URL) string {
	name := u.Hostname()
	if !strings.HasSuffix(name, ".") {
		return u.Host
	}
	return strings.TrimSuffix(name, ".") + u.Host[len(name):]
}

// Field returns what the Host field says for a URL whose host is canonical: the host without the
// zone of an IPv6 address, which has a meaning on this machine only (RFC 6874, section 4).
func Field(u *url.URL) string {
	zone := strings.IndexByte(u.Host, '%')
	if zone < 0 {
		return u.Host
	}
	return u.Host[:zone] + u.Host[strings.LastIndexByte(u.Host, ']'):]
}

// Canonicalize makes the host of u canonical, and refuses what can't be requested, or must not be:
// another scheme than http and https, and a user name. The error says what u has, as in "has the
// port 0", and u is then unchanged.
func Canonicalize(u *url.URL) error {
	switch {
	case u.Scheme == "":
		return errors.New("has no http:// or https:// before it")
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("has the scheme %.20q; only http and https are fetched", u.Scheme)
	case u.User != nil && u.Host != "":
		return ErrUser
	}
	return CanonicalizeHost(u)
}

// ErrUser is the error of a URL with a user name, which lines and names would show.
var ErrUser = errors.New("has a user name or password in it, which would show in names and lines; put them into the template")

// Parse parses a URL. The error does not quote the text, which may hold a password, and says what
// it has, as in "has a blank in the host name".
func Parse(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case isQuoted(text):
		return nil, errors.New("has quotes or angle brackets around it, which are not of the URL")
	case err != nil:
		return nil, ParseError(err)
	case isHostPort(u):
		return nil, errors.New("has no http:// or https:// before it")
	}
	return u, nil
}

// isQuoted reports whether a text begins with what people and mail put around URLs, as it is or encoded.
func isQuoted(text string) bool {
	for _, quote := range []string{"<", "%3C", "\"", "%22", "'", "`", "%60"} {
		if rest, ok := strings.CutPrefix(text, quote); ok && strings.HasPrefix(strings.ToLower(rest), "http") {
			return true
		}
	}
	return false
}

// isHostPort reports whether what is parsed as a scheme is a host with a port behind it: localhost:8080/x.
func isHostPort(u *url.URL) bool {
	port, _, _ := strings.Cut(u.Opaque, "/")
	_, err := strconv.ParseUint(port, 10, 16)
	return u.Scheme != "" && err == nil
}

// ParseError says why url.Parse refused a text, without that text.
func ParseError(err error) error {
	if parse, ok := errors.AsType[*url.Error](err); ok {
		err = parse.Err
	}
	if err == url.EscapeError("%20") { // which a host alone must not have
		return errors.New("has a blank in the host name, where none can be")
	}
	if err.Error() == "first path segment in URL cannot contain colon" { // 127.0.0.1:8080/x
		return errors.New("has no http:// or https:// before it")
	}
	return fmt.Errorf("can't be read as a URL: %w", err)
}

// CanonicalizeHost makes the host of u canonical: its name as Name has it, and its port in decimal,
// left out where it is empty or that of the scheme. The error says what u has, as in "has the port
// 0", and u is then unchanged.
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

// canonicalPort returns the port of u with a colon before it; nothing where it is that of the
// scheme.
func canonicalPort(u *url.URL) (string, error) {
	text := u.Port()
	if text == "" {
		return "", nil
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return "", fmt.Errorf("has the port %.10s; there are 1 to 65535", text)
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
