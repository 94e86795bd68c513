package download

import (
	"context"
	"io"

	"golang.org/x/time/rate"
)

// newThrottle limits what is read of all bodies together to so many bytes a second; 0 is no limit.
// A tenth of a second's worth may come at once, so that little is lost where the system wakes hoist
// up late.
func newThrottle(bytesPerSecond int64) *rate.Limiter {
	if bytesPerSecond == 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(bytesPerSecond), int(max(bytesPerSecond/10, 1)))
}

// withThrottle is r within a limit; nil is none. The end of ctx ends its waits.
func withThrottle(ctx context.Context, r io.Reader, limit *rate.Limiter) io.Reader {
	if limit == nil {
		return r
	}
	return throttledReader{ctx, r, limit}
}

// A throttledReader waits after each Read for what it brought. The end of ctx ends the wait.
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
