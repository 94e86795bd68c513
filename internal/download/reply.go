package download

import (
	"net/http"
	"net/url"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/spool"
)

// A Reply is the result of one request: a whole body, the target of a redirect, or an error. The
// owner must save or discard its Body, and send on or discard its Partial.
type Reply struct {
	Status   int // of the answer; 0 if there was none
	Head     Head
	Detail   string        // the beginning of a short text that came with an error, without secrets
	RemoteIP string        // of the server, or of the proxy if there is one
	Protocol string        // of the answer: HTTP/1.1
	TTFB     time.Duration // until the first byte of the answer; 0 if there was none
	Took     time.Duration
	Lookup   httpclient.LookupResult
	Body     spool.Body
	Partial  *Partial // a body that another attempt can continue; nil if Body is whole
	Next     *url.URL // the target of a redirect; nil if the answer is final

	// Err is an *outcome.Failure, an *outcome.Fatal, or an error for lack of file descriptors
	// (fdlimit.IsExhausted). If Err and Next are nil, Body is whole.
	Err        error
	Retry      bool          // another attempt may succeed
	RetryAfter time.Duration // the wait that the server asks for; 0 if none
	retryAfter time.Duration // the result of func retryAfter
	joined     bool          // the body came in several answers, and is not as expected
}

// answered records the status and the header of an answer.
func (r *Reply) answered(resp *http.Response) {
	r.Status, r.Protocol, r.Head = resp.StatusCode, resp.Proto, headOf(resp)
	r.retryAfter = retryAfter(resp.Header, time.Now())
}
