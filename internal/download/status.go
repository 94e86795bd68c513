package download

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/hoist/hoist/internal/outcome"
)

// statusError returns the error of the status of a final answer to a GET without a range. If the
// body is the file, it returns nil.
//
// Success is 200, and 203, which is 200 changed by a proxy. No other 2xx promises that the body is
// the resource: 204 and 205 have none, and 206 was not asked for (RFC 9110, section 15.3).
func statusError(status int) error {
	switch {
	case status == http.StatusOK, status == http.StatusNonAuthoritativeInfo:
		return nil
	case status == http.StatusNotFound, status == http.StatusGone:
		return &outcome.Failure{Status: outcome.NotFound, Err: errors.New(statusText(status))}
	case status < 200, status > 599:
		return outcome.Fail(outcome.Protocol, fmt.Errorf("status %d is not a final status", status))
	}
	return outcome.Fail(outcome.HTTP, errors.New(statusText(status)))
}

// statusText returns a text like `418 I'm a teapot`.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("%d %s", status, text)
	}
	return fmt.Sprintf("status %d", status)
}

// isRedirect reports whether a status redirects a GET (RFC 9110, section 15.4).
func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}
