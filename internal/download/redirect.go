package download

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/percent"
	"github.com/hoist/hoist/internal/redact"
)

// maxRedirects is the largest number of redirects in an attempt.
const maxRedirects = 10

// maxLocation is the largest length of a Location, in bytes. A job keeps its URL while it waits,
// and servers refuse much shorter URLs (RFC 9110, section 4.1, asks for 8,000 bytes).
const maxLocation = 16 << 10

// next returns the target of the redirect resp. It percent-encodes characters that a URL can't
// contain, as in a code. The target has the user name of the first URL only if it has the same
// origin. The error is a *Failure.
func (r Request) next(resp *http.Response) (*url.URL, error) {
	location := resp.Header.Get("Location")
	if location == "" {
		return nil, outcome.Fail(outcome.HTTP, fmt.Errorf("status %d without a Location", resp.StatusCode))
	}
	if len(location) > maxLocation {
		return nil, redirectFailure(location, fmt.Errorf("has %d bytes, more than %d", len(location), maxLocation))
	}
	to, err := r.URL.Parse(string(percent.AppendReserved(nil, location)))
	if err != nil {
		return nil, redirectFailure(location, origin.ParseError(err))
	}
	to.User, to.Fragment, to.RawFragment = nil, "", ""
	if err := origin.Canonicalize(to); err != nil {
		return nil, redirectFailure(location, err)
	}
	via := append(slices.Clip(r.Via), r.URL)
	if origin.Same(via[0], to) {
		to.User = via[0].User
	}
	switch {
	case slices.ContainsFunc(via, func(u *url.URL) bool { return *u == *to }):
		return nil, redirectFailure(location, loop(resp))
	case len(via) > maxRedirects:
		return nil, redirectFailure(location, fmt.Errorf("is one more than %d redirects", maxRedirects))
	}
	return to, nil
}

// loop returns the error of a redirect to a URL that the attempt has visited. If the answer sets a
// cookie, the server may wait for the cookie.
func loop(resp *http.Response) error {
	if len(resp.Header["Set-Cookie"]) > 0 {
		return errors.New("was visited before: a loop; the answer sets a cookie, and hoist sends none back")
	}
	return errors.New("was visited before: a loop")
}

func redirectFailure(location string, err error) *outcome.Failure {
	if strings.HasPrefix(location, "//") { // a user name may follow, as after a scheme
		location = strings.TrimPrefix(redact.URLs("http:"+location), "http:")
	}
	return outcome.Fail(outcome.Redirect, fmt.Errorf("redirect to %.200q %w", redact.URLs(location), err))
}
