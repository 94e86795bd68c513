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

// drain reads the rest of a body, unless it is known to be too long. The first bytes go to first,
// which may be nil. It returns the number of these, and whether it read the whole rest. After 101
// there is no body, but a connection that no context ends.
func drain(resp *http.Response, first []byte, limit *httpclient.IdleTimeout) (n int, whole bool) {
	if resp.StatusCode < http.StatusOK || resp.ContentLength > drainBytes {
		return 0, false
	}
	brief := limit.Brief()
	brief.Begin(httpclient.Wait{Limit: drainTime, Failure: errDrained})
	defer brief.End()
	var err error
	for n < len(first) && err == nil {
		var read int
		read, err = resp.Body.Read(first[n:])
		n += read
	}
	if err == nil {
		_, err = io.CopyN(io.Discard, resp.Body, drainBytes-int64(n))
	}
	return n, err == io.EOF // after another error the connection is closed
}
