package download

import (
	"errors"
	"net/http"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// A Version is what tells a body from others of its URL.
type Version struct {
	URL          string // without secrets (redact.URLs)
	ETag         string
	LastModified string
}

// ask makes req one for the body if it is another than the one that is known, where the server was
// told what tells the two apart: the ETag, or else the Last-Modified (RFC 9110, sections 13.1.2 and
// 13.1.3). It reports whether it did. Both are of one URL, so that no other is asked with them.
func (v *Version) ask(req *http.Request) bool {
	switch {
	case v == nil || v.URL != redact.URLs(req.URL.String()):
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

// unchanged is why a file that is known needs no body.
var unchanged = &outcome.Failure{Status: outcome.Unchanged, Err: errors.New(statusText(http.StatusNotModified))}
