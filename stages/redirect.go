package stages

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

// maxRedirects is the most that one attempt follows.
const maxRedirects = 10

// isRedirect reports whether status sends a GET elsewhere (RFC 9110, section 15.4).
func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// next returns where resp, which is a redirect and the answer to the request, sends. What can't
// stand in a URL is percent-encoded in its Location, as it is in a code: blanks, quotes, bytes over
// 0x7F, a lone percent sign. The error is a Failure. A user name stays with the origin that it was
// given for.
func (r Request) next(resp *http.Response) (*url.URL, error) {
	location := resp.Header.Get("Location")
	if location == "" {
		return nil, outcome.Fail(outcome.HTTP, fmt.Errorf("status %d without a Location", resp.StatusCode))
	}
	to, err := r.URL.Parse(string(percent.AppendReserved(nil, location)))
	if err != nil {
		return nil, redirectFailure(location, origin.ParseError(err))
	}
	to.User, to.Fragment, to.RawFragment = nil, "", ""
	if err := origin.Canonicalize(to); err != nil {
		return nil, redirectFailure(location, err)
	}
	trail := append(slices.Clip(r.Trail), r.URL)
	if origin.Same(trail[0], to) {
		to.User = trail[0].User
	}
	switch {
	case slices.ContainsFunc(trail, func(u *url.URL) bool { return *u == *to }):
		return nil, redirectFailure(location, loop(resp))
	case len(trail) > maxRedirects:
		return nil, redirectFailure(location, fmt.Errorf("is one more than %d redirects", maxRedirects))
	}
	return to, nil
}

// loop is the error of a redirect to where the attempt has been. A server that sets a cookie may
// wait for it to come back.
func loop(resp *http.Response) error {
	if len(resp.Header["Set-Cookie"]) > 0 {
		return errors.New("is where this began: a loop; the answer sets a cookie, and hoist sends none back")
	}
	return errors.New("is where this began: a loop")
}

// origin is where the attempt began, to which alone credentials go.
func (r Request) origin() *url.URL {
	if len(r.Trail) > 0 {
		return r.Trail[0]
	}
	return r.URL
}

// redirected is the request that follows a redirect, within the same attempt.
func (f *Fetched) redirected() Request {
	r := f.Request
	r.Trail = append(slices.Clip(r.Trail), r.URL)
	r.URL, r.Host = f.next, origin.Key(f.next)
	r.Spent += f.took
	return r
}

// restarted is the request of another attempt, from where the first began.
func (f *Fetched) restarted() Request {
	r := f.Request
	r.URL = r.origin()
	r.Host, r.Trail, r.Spent = origin.Key(r.URL), nil, 0
	return r
}

func redirectFailure(location string, err error) *outcome.Failure {
	if strings.HasPrefix(location, "//") { // a user name may follow, as after a scheme
		location = strings.TrimPrefix(redact.URLs("http:"+location), "http:")
	}
	return outcome.Fail(outcome.Redirect, fmt.Errorf("redirect to %.200q %w", redact.URLs(location), err))
}
