package stages

import (
	"net/http"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
)

// verdictOf returns what an answer shows about its host.
func verdictOf(reply *download.Reply) hosts.Verdict {
	if reply.Err == nil {
		return hosts.Good
	}
	f, status := outcome.AsFailure(reply.Err), reply.Status
	retry := reply.Retry || reply.RetryAfter > 0 // Retry is not set if RetryAfter is too long
	answer := f.Kind == outcome.HTTP || f.Status == outcome.NotFound || f.Status == outcome.Unchanged
	switch {
	case httpclient.IsDenied(f):
		return hosts.Neutral
	case f.Kind == outcome.Timeout && status != 0: // --max-time; the waits of hoist's own limits count too
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

// report returns the report of the request for the scheduler.
func (f *Fetched) report() hosts.Report {
	r := hosts.Report{Verdict: f.verdict, Retry: f.Reply.Retry, RetryAfter: f.Reply.RetryAfter, Err: f.Err}
	switch f.Reply.Lookup {
	case httpclient.LookupDone:
		r.Lookup = hosts.LookupAnswered
	case httpclient.LookupFailed:
		r.Lookup = hosts.LookupFailed
	}
	return r
}
