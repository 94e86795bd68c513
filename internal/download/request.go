package download

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// A Request describes one exchange.
type Request struct {
	URL       *url.URL            // its host is canonical (origin.Canonicalize)
	Via       []*url.URL          // the URLs of the attempt before URL, which redirected
	Spent     time.Duration       // time of the attempt's exchanges so far
	Partial   *Partial            // the body of an earlier attempt so far; mostly nil
	Expected  *integrity.Expected // properties that the body must have; nil for any body
	IfChanged *Version            // the version that is there: a body comes only if it differs; nil for a body in any case
	Whole     bool                // the body must come in one answer: a body that was continued was not as expected
}

// Origin returns the first URL of the attempt. Credentials go only to its origin.
func (r *Request) Origin() *url.URL {
	if len(r.Via) > 0 {
		return r.Via[0]
	}
	return r.URL
}

// Redirected returns the request that follows a redirect, within the same attempt.
func (r Request) Redirected(reply *Reply) Request {
	r.Via = append(slices.Clip(r.Via), r.URL)
	r.URL = reply.Next
	r.Spent += reply.Took
	r.Partial = reply.Partial
	return r
}

// Restarted returns the request of another attempt, which begins at the first URL.
func (r Request) Restarted(reply *Reply) Request {
	r.URL, r.Via, r.Spent = r.Origin(), nil, 0
	r.Partial = reply.Partial
	r.Whole = r.Whole || reply.joined
	return r
}

// A Version has the validators by which a body differs from other bodies of its URL.
type Version struct {
	URL          string // without secrets (redact.URLs)
	ETag         string
	LastModified string
}

// ask makes req conditional: If-None-Match if there is an ETag, else If-Modified-Since (RFC 9110,
// sections 13.1.2 and 13.1.3). It reports whether it did. If req has another URL, it does nothing,
// since a validator belongs to one URL.
func (v *Version) ask(req *http.Request) bool {
	switch {
	case v == nil || v.URL != redact.Parsed(req.URL):
		return false
	case v.ETag != "":
		req.Header.Set("If-None-Match", v.ETag)
	case v.LastModified != "":
		req.Header.Set("If-Modified-Since", v.LastModified)
	default:
		return false
	}
	return true
}

// unchanged is the failure of a request whose file has not changed on the server.
var unchanged = &outcome.Failure{Status: outcome.Unchanged, Err: errors.New(statusText(http.StatusNotModified))}
