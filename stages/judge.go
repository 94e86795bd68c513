package stages

import (
	"fmt"
	"net/http"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// A judgement is what a request came to means for its host and its job.
type judgement struct {
	verdict hosts.Verdict
	retry   bool // another attempt may go better
}

// A policy judges what requests came to. It is pure.
type policy struct {
	maxWait time.Duration // the longest wait that a server may ask for
	retryOn Statuses      // beside those that are transient
}

// aCentury is the longest wait that a text names.
const aCentury = 100 * 365 * 24 * time.Hour

// judge sets the judgement. A server that asks for more than maxWait has its job fail at once, and the reason says so.
func (p policy) judge(f *Fetched) {
	if f.Err == nil {
		f.verdict = hosts.Good
		return
	}
	failed := outcome.AsFailure(f.Err)
	f.retry = p.retryable(failed, f.HTTPStatus, f.retryAfter)
	f.verdict = verdictOf(failed, f.HTTPStatus, f.retry)
	if !f.retry {
		f.retryAfter = 0
	}
	if f.retryAfter > p.maxWait {
		f.retry = false
		f.Err = &outcome.Failure{Status: failed.Status, Kind: failed.Kind, Err: fmt.Errorf(
			"%w, and asks to wait %v, longer than --retry-max-wait %v", failed.Err, min(f.retryAfter, aCentury), p.maxWait)}
	}
}

// retryable reports whether another attempt may go better. An answer that is an error, and says
// when to ask again, means that it may; 404 and 410 are final all the same, unless they are listed.
func (p policy) retryable(f *outcome.Failure, status int, retryAfter time.Duration) bool {
	if httpclient.IsDenied(f) {
		return false
	}
	switch f.Kind {
	case outcome.Connect, outcome.Timeout, outcome.Stalled, outcome.Reset, outcome.Truncated:
		return true
	case outcome.DNS:
		return !httpclient.IsNotFound(f)
	case outcome.HTTP:
		return p.retriesStatus(status) || isUsable(retryAfter)
	}
	return f.Status == outcome.NotFound && p.retryOn.has(status)
}

// retriesStatus reports whether a status alone is a reason for another attempt.
func (p policy) retriesStatus(status int) bool { return isTransient(status) || p.retryOn.has(status) }

// verdictOf is what a failure says of the host. retry means that another attempt may go better.
func verdictOf(f *outcome.Failure, status int, retry bool) hosts.Verdict {
	answer := f.Kind == outcome.HTTP || f.Status == outcome.NotFound || f.Status == outcome.Unchanged
	switch {
	case httpclient.IsDenied(f):
		return hosts.Neutral
	case f.Kind == outcome.Timeout && status != 0: // --max-time, which hoist's own limits can use up
		return hosts.Alive
	case f.Kind == outcome.Connect, f.Kind == outcome.Timeout, f.Kind == outcome.Stalled, f.Kind == outcome.Reset:
		return hosts.Failed
	case f.Kind == outcome.DNS && retry:
		return hosts.Failed
	case answer && status == http.StatusTooManyRequests:
		return hosts.Throttled
	case answer && retry:
		return hosts.Overload
	case answer && status < http.StatusInternalServerError:
		return hosts.Good
	case status != 0:
		return hosts.Alive
	}
	return hosts.Neutral
}

// report is what the scheduler learns of the request.
func (f *Fetched) report() hosts.Report {
	r := hosts.Report{Verdict: f.verdict, Retry: f.retry, RetryAfter: max(f.retryAfter, 0), Err: f.Err}
	switch f.lookup {
	case httpclient.LookupDone:
		r.Lookup = hosts.LookupAnswered
	case httpclient.LookupFailed:
		r.Lookup = hosts.LookupFailed
	}
	return r
}
