package stages

import (
	"cmp"
	"errors"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/origin"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/source"
)

// A Fetched is a request with its result. The owner must save or discard the body of its Reply, and
// send on or discard its Partial.
type Fetched struct {
	Request Request
	Reply   download.Reply
	Err     error         // an *outcome.Failure; nil if there is a body, or a redirect to follow
	verdict hosts.Verdict // what the answer shows about the host
	worker  int           // the worker that made the exchange
}

// hasFile reports whether the code has a file, or will have one if it can be saved.
func (f *Fetched) hasFile() bool {
	return f.Err == nil || outcome.AsFailure(f.Err).Status == outcome.Unchanged
}

// answer returns the variables of a name that the answer has.
func (f *Fetched) answer() naming.Answer {
	return naming.Answer{Filename: f.Reply.Head.Filename, Type: f.Reply.Head.Extension}
}

// redirected returns the request for the target of a redirect, within the same attempt.
func (f *Fetched) redirected() Request {
	r := f.Request
	r.Get = r.Get.Redirected(&f.Reply)
	r.Host = origin.Key(r.Get.URL)
	return r
}

// restarted returns the request for another attempt. It begins at the first URL.
func (f *Fetched) restarted() Request {
	r := f.Request
	r.Get = r.Get.Restarted(&f.Reply)
	r.Host = origin.Key(r.Get.URL)
	return r
}

// ended returns the result of a request that was not sent, or whose exchange panicked.
func (r Request) ended(err error) Fetched { return Fetched{Request: r, Err: err} }

// result returns the result of the job. location is the path of its file.
func (f *Fetched) result(location string) logline.Result {
	o := logline.Result{
		Seq:             f.Request.Job.Seq,
		Order:           f.Request.Order,
		Code:            f.Request.Job.Code,
		Status:          outcome.OK,
		HTTPStatus:      f.Reply.Status,
		ContentType:     f.Reply.Head.ContentType,
		ContentEncoding: f.Reply.Head.ContentEncoding,
		ETag:            f.Reply.Head.ETag,
		LastModified:    f.Reply.Head.LastModified,
		RemoteIP:        f.Reply.RemoteIP,
		Protocol:        f.Reply.Protocol,
		Attempts:        f.Request.Attempt,
		TTFB:            f.Reply.TTFB,
		RetryWait:       f.Request.RetryWait,
		Redirects:       len(f.Request.Get.Via),
		Name:            f.Request.Name,
		Record:          f.Request.Job.Kept,
		Done:            f.Request.Job.Done,
		Size:            sizeOf(&f.Request.Job),
	}
	if f.Request.Job.Record != nil || !errors.Is(f.Request.Job.Err, source.ErrTooLong) { // else only its beginning is kept
		o.Input = f.Request.Job.Input
	}
	if f.Request.Get.URL != nil {
		o.Host, o.URL = f.Request.Host, f.Request.asked()
		if len(f.Request.Get.Via) > 0 {
			o.FinalURL = f.Request.ignored.Drop(redact.Parsed(f.Request.Get.URL))
		}
	}
	if o.Expected = f.Request.Get.Expected; f.Err != nil && !isAboutFile(outcome.AsFailure(f.Err)) {
		o.Expected = nil
	}
	if !f.Request.Started.IsZero() {
		o.Elapsed = time.Since(f.Request.Started)
	}
	if f.Err != nil {
		failure := outcome.AsFailure(f.Err)
		o.Status, o.Kind = failure.Status, failure.Kind
		if failure.Status != outcome.NotFound && failure.Status != outcome.Unchanged {
			o.Reason = f.Request.ignored.Drop(redact.OneLine(failure.Error()))
		}
		if failure.Status != outcome.Skipped && failure.Status != outcome.Unchanged {
			o.Detail = f.Request.ignored.Drop(f.Reply.Detail)
		}
		if f.Request.Cached != nil && (failure.Status == outcome.Skipped || failure.Status == outcome.Unchanged) {
			addCached(&o, location, f.Request.Cached)
		}
		return o
	}
	o.Path = location
	o.Bytes, o.SHA256 = f.Reply.Body.Size, f.Reply.Body.SHA256
	return o
}

// isAboutFile reports whether the line of a failure has the expected properties of the file: the
// file is there, or its body came and is not as expected.
func isAboutFile(f *outcome.Failure) bool {
	return f.Status == outcome.Skipped || f.Status == outcome.Unchanged || f.Kind == outcome.Mismatch
}

// addCached adds the known properties of an existing file to a result. Properties in the answer
// take precedence.
func addCached(o *logline.Result, location string, known *logline.Record) {
	o.Path, o.Bytes, o.SHA256 = location, known.Bytes, known.SHA256
	if o.Status == outcome.Unchanged {
		o.ContentType = cmp.Or(o.ContentType, known.ContentType)
		o.ContentEncoding = cmp.Or(o.ContentEncoding, known.ContentEncoding)
		o.ETag = cmp.Or(o.ETag, known.ETag)
		o.LastModified = cmp.Or(o.LastModified, known.LastModified)
	}
}
