package download

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
)

// What is read of a body that nobody wants, so that its connection can be used again; beyond that
// it is closed.
const (
	drainBytes = 64 << 10
	drainTime  = time.Second
)

var errDrained = errors.New("read long enough of a body that nobody wants")

// drain reads what a body has left, unless that is known to be too much. After 101 there is no
// body, but a connection that no context ends.
func drain(resp *http.Response, limit *httpclient.IdleTimeout) {
	if resp.StatusCode < http.StatusOK || resp.ContentLength > drainBytes {
		return
	}
	brief := limit.Brief()
	brief.Begin(httpclient.Wait{Limit: drainTime, Failure: errDrained})
	defer brief.End()
	io.CopyN(io.Discard, resp.Body, drainBytes) // an error means that the connection is of no more use, and closed
}
