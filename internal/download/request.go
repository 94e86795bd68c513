package download

import (
	"net/url"
	"slices"
	"time"
)

// A Request is what one exchange asks for.
type Request struct {
	URL       *url.URL      // its host is canonical (origin.Canonicalize)
	Via       []*url.URL    // where redirects have led the attempt from, before URL
	Spent     time.Duration // by the exchanges of the attempt so far
	Partial   *Partial      // what an earlier attempt got of the body; mostly nil
	IfChanged *Version      // that is there: the body is wanted if it is another; nil where it is wanted in any case
}

// Origin returns where the attempt began, to which alone credentials go.
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

// Restarted returns the request of another attempt, from where the first began.
func (r Request) Restarted(reply *Reply) Request {
	r.URL, r.Via, r.Spent = r.Origin(), nil, 0
	r.Partial = reply.Partial
	return r
}
