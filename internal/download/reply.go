package download

import (
	"net/http"
	"net/url"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/spool"
)

// A Reply is the result of one request: a whole body, a URL to go on to, or an error. The owner
// must save or discard its Body, and send on or discard its Partial.
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
	joined     bool          // the body came in several answers, and is not what is wanted
}

// A Head has the fields of an answer's header that are kept.
type Head struct {
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	Filename        string // of Content-Disposition, if it is wanted: one part of a path; empty for none
	Extension       string // for the type of a whole body, if it is wanted, with its dot; empty if it is not known
	contentRange    string
}

// longestHeader is the length of the longest header field that is kept. A longer value is of no use
// to a reader of the log, and a cut value would be wrong.
const longestHeader = 1024

// answered records the status and the header of an answer.
func (r *Reply) answered(resp *http.Response) {
	r.Status, r.Protocol, r.Head = resp.StatusCode, resp.Proto, headOf(resp)
	r.retryAfter = retryAfter(resp.Header, time.Now())
}

func headOf(resp *http.Response) Head {
	field := func(name string) string {
		value := first(resp.Header, name)
		if len(value) > longestHeader {
			return ""
		}
		return value
	}
	return Head{
		ContentType:     field("Content-Type"),
		ContentEncoding: field("Content-Encoding"),
		ETag:            field("Etag"),
		LastModified:    field("Last-Modified"),
		contentRange:    field("Content-Range"),
	}
}

// first returns the first value of a field. The name must be canonical; Header.Get would
// canonicalize it at each call.
func first(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}
