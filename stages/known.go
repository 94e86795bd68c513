package stages

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/sink"
)

// askForChange makes req, which is that of r, one for the file if it is another than the one that
// is known, where the server was told what tells the two apart: the ETag, or else the Last-Modified
// (RFC 9110, sections 13.1.2 and 13.1.3). It reports whether it did. Both are of one URL, so that
// no other is asked with them.
func askForChange(req *http.Request, r *Request) bool {
	known := r.Known
	switch {
	case known == nil || !r.isFor(known.URL):
		return false
	case known.ETag != "":
		req.Header.Set("If-None-Match", known.ETag)
	case known.LastModified != "":
		req.Header.Set("If-Modified-Since", known.LastModified)
	default:
		return false
	}
	return true
}

// isFor reports whether r is for the URL that a line of the log shows.
func (r *Request) isFor(shown string) bool {
	return shown == redact.URLs(r.URL.String()) || len(r.Trail) == 0 && shown == r.text
}

// unchanged is why a file that is known needs no body.
var unchanged = &outcome.Failure{Status: outcome.Unchanged, Err: errors.New(statusText(http.StatusNotModified))}

// tellKnown says in an outcome what is known of a file that was there before. What an answer has said anew stays.
func tellKnown(o *sink.Outcome, path string, known *sink.Record) {
	o.Path, o.Bytes, o.SHA256 = path, known.Bytes, known.SHA256
	if o.Status == outcome.Unchanged {
		o.ContentType = cmp.Or(o.ContentType, known.ContentType)
		o.ContentEncoding = cmp.Or(o.ContentEncoding, known.ContentEncoding)
		o.ETag = cmp.Or(o.ETag, known.ETag)
		o.LastModified = cmp.Or(o.LastModified, known.LastModified)
	}
}
