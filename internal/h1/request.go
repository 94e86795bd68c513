package h1

import (
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/net/http/httpguts"
)

// check returns an error for a request that can't be sent, before a connection is made. The error
// never quotes a header value. Host and URL are checked when the request is written.
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
