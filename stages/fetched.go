package stages

import (
	"errors"
	"net/url"
	"path/filepath"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// Fetched is a request with what came of it: a body, or an error, or another request to make; and perhaps the request's
// Partial, which another attempt can continue. It ends with its Body published or discarded, and its Partial sent on
// or discarded.
type Fetched struct {
	Request
	HTTPStatus      int // of the answer; 0 without one
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	RemoteIP        string // that the last answer came from: the proxy's, where there is one
	Protocol        string // of the last answer: HTTP/1.1
	Body            Body
	TTFB            time.Duration // of the answer
	Err             error         // a Failure; nil means that Body is whole, if there is no next

	judgement
	next       *url.URL                // where a redirect leads; nil where the answer is final
	took       time.Duration           // by the exchange
	lookup     httpclient.LookupResult // of the exchange
	worker     int                     // that made it
	retryAfter time.Duration           // as the function of that name has it; 0 where the server asks for nothing
}

// take takes over what the request came to.
func (f *Fetched) take(got reply) {
	f.Err, f.next, f.took, f.retryAfter = got.err, got.next, got.took, got.retryAfter
	f.lookup = got.lookup
	f.Partial = got.partial
	if got.status == 0 {
		return
	}
	f.HTTPStatus, f.ETag, f.LastModified = got.status, got.head.etag, got.head.lastModified
	f.ContentType, f.ContentEncoding = got.head.contentType, got.head.encoding
	f.RemoteIP, f.Protocol = got.remoteIP, got.protocol
	f.TTFB, f.Body = got.ttfb, got.body
}

// ended is what becomes of a request that is not sent, or of which nobody knows how far it got.
func (r Request) ended(err error) Fetched { return Fetched{Request: r, Err: err} }

// outcome says what became of the job. out is the destination folder, for the path of what was saved.
func (f *Fetched) outcome(out string) sink.Outcome {
	o := sink.Outcome{
		Seq:             f.Job.Seq,
		Code:            f.Job.Code,
		Status:          outcome.OK,
		HTTPStatus:      f.HTTPStatus,
		ContentType:     f.ContentType,
		ContentEncoding: f.ContentEncoding,
		ETag:            f.ETag,
		LastModified:    f.LastModified,
		RemoteIP:        f.RemoteIP,
		Protocol:        f.Protocol,
		Attempts:        f.Attempt,
		TTFB:            f.TTFB,
		RetryWait:       f.RetryWait,
		Redirects:       len(f.Trail),
	}
	if !errors.Is(f.Job.Err, source.ErrTooLong) { // of which not all is kept
		o.Input = f.Job.Input
	}
	if f.URL != nil {
		o.Host, o.URL = f.Host, f.asked()
		if len(f.Trail) > 0 {
			o.FinalURL = redact.URLs(f.URL.String())
		}
	}
	if !f.Started.IsZero() {
		o.Elapsed = time.Since(f.Started)
	}
	path := filepath.Join(out, filepath.FromSlash(f.Name))
	if f.Err != nil {
		failure := outcome.AsFailure(f.Err)
		o.Status, o.Kind = failure.Status, failure.Kind
		if failure.Status != outcome.NotFound && failure.Status != outcome.Unchanged {
			o.Reason = redact.OneLine(failure.Error())
		}
		if f.Known != nil && (failure.Status == outcome.Skipped || failure.Status == outcome.Unchanged) {
			tellKnown(&o, path, f.Known)
		}
		return o
	}
	o.Path = path
	o.Bytes, o.SHA256 = f.Body.Size, f.Body.SHA256
	return o
}
