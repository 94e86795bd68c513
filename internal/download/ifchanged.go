package download

import (
	"errors"
	"net/http"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/redact"
)

// A Version has the validators that tell a body from other bodies of its URL.
type Version struct {
	URL          string // without secrets (redact.URLs)
	ETag         string
	LastModified string
}

// ask makes req conditional: If-None-Match if there is an ETag, else If-Modified-Since (RFC 9110,
// sections 13.1.2 and 13.1.3). It reports whether it did. If req has another URL, it does nothing,
// since a validator belongs to one URL.
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

// unchanged is the failure of a request whose file has not changed on the server.
var unchanged = &outcome.Failure{Status: outcome.Unchanged, Err: errors.New(statusText(http.StatusNotModified))}
