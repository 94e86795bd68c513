package download

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
)

// If a body is not wanted, so much of it is read, so that its connection can be used again. If more
// is left, the connection is closed.
const (
	drainBytes = 64 << 10
	drainTime  = time.Second
)

var errDrained = errors.New("the rest of the body is not needed")

// drain reads the rest of a body, unless it is known to be too long. After 101 there is no body,
// but a connection that no context ends.
func drain(resp *http.Response, limit *httpclient.IdleTimeout) {
	if resp.StatusCode < http.StatusOK || resp.ContentLength > drainBytes {
		return
	}
	brief := limit.Brief()
	brief.Begin(httpclient.Wait{Limit: drainTime, Failure: errDrained})
	defer brief.End()
	io.CopyN(io.Discard, resp.Body, drainBytes) // after an error the connection is closed
}
