package download

import (
	"net/url"
	"slices"
	"time"

	"github.com/hoist/hoist/internal/digest"
)

// A Request says what one exchange requests.
type Request struct {
	URL       *url.URL         // its host is canonical (origin.Canonicalize)
	Via       []*url.URL       // the URLs of the attempt before URL, which redirected
	Spent     time.Duration    // time of the attempt's exchanges so far
	Partial   *Partial         // the body of an earlier attempt so far; mostly nil
	Want      *digest.Expected // properties that the body must have; nil for any body
	IfChanged *Version         // the version that is there: the body is wanted only if it differs; nil if it is wanted in any case
	Whole     bool             // the body must come in one answer: one that was continued was not what is wanted
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
