package download

import (
	"fmt"
	"net/http"
	"time"

	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// judge decides whether another attempt may succeed. If the server asks for a longer wait than
// MaxWait, the job fails at once, with that reason. Then Retry is false, and RetryAfter is the wait
// that the server asks for.
func (d *Downloader) judge(r *Reply) {
	failure, ok := r.Err.(*outcome.Failure)
	if !ok {
		return
	}
	if r.Retry = r.joined || d.isRetryable(failure, r.Status, r.retryAfter); !r.Retry {
		return
	}
	r.RetryAfter = max(r.retryAfter, 0)
	if most := d.config.MaxWait; r.RetryAfter > most {
		r.Retry = false
		r.Err = &outcome.Failure{Status: failure.Status, Kind: failure.Kind, Err: fmt.Errorf(
			"%w, and asks to wait %v, longer than --retry-max-wait %v", failure.Err, r.RetryAfter, most)}
	}
}

// isRetryable reports whether another attempt may succeed. If an error answer has a usable
// Retry-After, it may. 404 and 410 are final even then, unless they are in RetryOn.
func (d *Downloader) isRetryable(f *outcome.Failure, status int, retryAfter time.Duration) bool {
	if httpclient.IsDenied(f) {
		return false
	}
	switch f.Kind {
	case outcome.Connect, outcome.Timeout, outcome.Stalled, outcome.Reset, outcome.Truncated:
		return true
	case outcome.DNS:
		return !httpclient.IsNotFound(f)
	case outcome.Protocol:
		return httpclient.IsConnectionError(f)
	case outcome.HTTP:
		return isTransient(status) || d.config.RetryOn.has(status) || isUsable(retryAfter)
	}
	return f.Status == outcome.NotFound && d.config.RetryOn.has(status)
}

// isTransient reports whether a status by itself means that another attempt may succeed. Either the
// server is busy (RFC 9110, sections 15.5.9 and 15.6; RFC 6585, section 4; RFC 8470, section 5.2),
// or a CDN had no answer from the server behind it (520 to 524, 527, 529, 530).
func isTransient(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		520, 521, 522, 523, 524, 527, 529, 530:
		return true
	}
	return false
}
