package h1

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/net/idna"
)

// check refuses what can't be sent, before there is a connection for it. Errors never quote a header's value. Host
// and URL are checked when it is written.
func check(req *http.Request) error {
	switch {
	case req.URL == nil:
		return errors.New("http: nil Request.URL")
	case req.Header == nil:
		return errors.New("http: nil Request.Header")
	case req.URL.Scheme != "http" && req.URL.Scheme != "https":
		return fmt.Errorf("unsupported protocol scheme %q", req.URL.Scheme)
	case req.URL.Host == "":
		return errors.New("http: no Host in request URL")
	case req.Method != "" && req.Method != http.MethodGet && req.Method != http.MethodHead:
		return fmt.Errorf("h1: method %q is neither GET nor HEAD", req.Method)
	case req.Body != nil && req.Body != http.NoBody:
		return errors.New("h1: a request with a body")
	}
	for name, values := range req.Header {
		if !httpguts.ValidHeaderFieldName(name) {
			return fmt.Errorf("net/http: invalid header field name %q", name)
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return fmt.Errorf("net/http: invalid header field value for %q", name)
			}
		}
	}
	return nil
}

// An origin is what a connection is to.
type origin struct {
	scheme string
	addr   string // host:port, the host in ASCII
}

func originOf(u *url.URL) origin {
	port := u.Port()
	switch {
	case port != "" && isASCII(u.Host):
		return origin{u.Scheme, u.Host}
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return origin{u.Scheme, net.JoinHostPort(asciiHost(u.Hostname()), port)}
}

// asciiHost is the host in the spelling in which it is dialed: as it is, if that is ASCII, else by RFC 5891, if it can be.
func asciiHost(host string) string {
	if isASCII(host) {
		return host
	}
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return host
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
