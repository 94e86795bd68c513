package download

import (
	"context"
	"io"

	"golang.org/x/time/rate"
)

// newThrottle returns a limit in bytes per second for all bodies together. If bytesPerSecond is 0,
// it returns nil, which is no limit. The bytes of a tenth of a second may come at once, so that
// little is lost if the system wakes hoist late.
func newThrottle(bytesPerSecond int64) *rate.Limiter {
	if bytesPerSecond == 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(bytesPerSecond), int(max(bytesPerSecond/10, 1)))
}

// withThrottle returns a reader of r with a limit. If limit is nil, it returns r. The end of ctx
// ends its waits.
func withThrottle(ctx context.Context, r io.Reader, limit *rate.Limiter) io.Reader {
	if limit == nil {
		return r
	}
	return throttledReader{ctx, r, limit}
}

// A throttledReader waits after each Read for the bytes that it read. The end of ctx ends the wait.
type throttledReader struct {
	ctx   context.Context
	r     io.Reader
	limit *rate.Limiter
}

func (t throttledReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p[:min(len(p), t.limit.Burst())])
	if n > 0 && (err == nil || err == io.EOF) {
		if ended := t.limit.WaitN(t.ctx, n); ended != nil {
			err = ended
		}
	}
	return n, err
}
