package stages

import (
	"path/filepath"
	"time"

	"github.com/hoist/hoist/sink"
)

// Fetched is a request with what came of it: a body, or an error.
type Fetched struct {
	Request
	HTTPStatus   int // of the last answer; 0 without one
	ContentType  string
	ETag         string
	LastModified string
	RemoteIP     string // that the last answer came from: the proxy's, where there is one
	Protocol     string // of the last answer: HTTP/1.1
	Body         Body
	Started      time.Time     // of the first attempt; zero without one
	TTFB         time.Duration // of the last answer
	Err          error         // a Failure; nil means that Body is whole
}

// take takes over what a request of the attempt came to.
func (f *Fetched) take(got reply) {
	f.Err = got.err
	if got.status == 0 {
		return
	}
	f.HTTPStatus, f.ContentType, f.ETag, f.LastModified = got.status, got.contentType, got.etag, got.lastModified
	f.RemoteIP, f.Protocol = got.remoteIP, got.protocol
	f.TTFB, f.Body = got.ttfb, got.body
}

// passed is what becomes of a request that is not sent any more.
func (r Request) passed(err error) Fetched {
	if r.Err != nil {
		err = r.Err
	}
	return Fetched{Request: r, Err: err}
}

// broken is what becomes of a request of which nobody knows how far it got.
func (r Request) broken(err error) Fetched {
	r.Attempt = 1
	return Fetched{Request: r, Err: err, Started: time.Now()}
}

// outcome says what became of the job. out is the destination folder, for the path of what was saved.
func (f *Fetched) outcome(out string) sink.Outcome {
	o := sink.Outcome{
		Seq:          f.Job.Seq,
		Code:         f.Job.Code,
		Status:       sink.OK,
		HTTPStatus:   f.HTTPStatus,
		ContentType:  f.ContentType,
		ETag:         f.ETag,
		LastModified: f.LastModified,
		RemoteIP:     f.RemoteIP,
		Protocol:     f.Protocol,
		Attempts:     f.Attempt,
		TTFB:         f.TTFB,
	}
	if f.URL != nil {
		o.URL = sink.Redact(f.URL.String())
	}
	if !f.Started.IsZero() {
		o.Elapsed = time.Since(f.Started)
	}
	if f.Err != nil {
		failure := asFailure(f.Err)
		o.Status, o.Kind = failure.Status, failure.Kind
		if failure.Status != sink.NotFound {
			o.Reason = sink.OneLine(failure.Error())
		}
		return o
	}
	o.Path = filepath.Join(out, filepath.FromSlash(f.Name))
	o.Bytes, o.SHA256 = f.Body.Size, f.Body.SHA256
	return o
}
