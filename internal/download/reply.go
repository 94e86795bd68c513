package download

import (
	"net/http"
	"net/url"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/spool"
)

// A Reply is what one request came to: a whole body, a URL to go on to, or an error. Its Body has
// to be discarded or saved, and its Partial sent on or discarded.
type Reply struct {
	Status   int // of the answer; 0 without one
	Head     Head
	RemoteIP string        // that the answer came from: the proxy's, where there is one
	Protocol string        // of the answer: HTTP/1.1
	TTFB     time.Duration // until the first byte of the answer; 0 without one
	Took     time.Duration
	Lookup   httpclient.LookupResult
	Body     spool.Body
	Partial  *Partial // what there is of a body that another attempt can continue; nil with a whole one
	Next     *url.URL // where a redirect leads; nil where the answer is final

	// Err is an *outcome.Failure, an *outcome.Fatal, or for want of file descriptors
	// (fdlimit.IsExhausted). nil means that Body is whole, if there is no Next.
	Err        error
	Retry      bool          // another attempt may go better
	RetryAfter time.Duration // for how long the server asks not to be asked; 0 where it does not, or names no wait
	retryAfter time.Duration // as the function of that name has it
}

// A Head is what matters of an answer's header.
type Head struct {
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	contentRange    string
}

// longestHeader is the most that is kept of a header field. A longer value says nothing to a reader
// of the log, and cut it would be wrong.
const longestHeader = 1024

// answered takes over what the header of an answer says.
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

// first is the first value of a field whose name is canonical, in which spelling Header.Get would
// bring it each time.
func first(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}
