package download

import (
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/outcome"
)

// TestRetry checks which results of an exchange are retried.
func TestRetry(t *testing.T) {
	dns := func(notFound bool) error { return &net.DNSError{Err: "x", Name: "h", IsNotFound: notFound} }
	d := New(Config{MaxWait: time.Minute})
	for _, tt := range []struct {
		name       string
		err        error
		status     int
		retryAfter time.Duration
		retry      bool
		kind       outcome.Kind
	}{
		{"a body", nil, 200, 0, false, ""},
		{"not found", &outcome.Failure{Status: outcome.NotFound, Err: net.ErrClosed}, 404, 0, false, ""},
		{"forbidden", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, 0, false, outcome.HTTP},
		{"a fault of the server", outcome.Fail(outcome.HTTP, net.ErrClosed), 500, 0, true, outcome.HTTP},
		{"a fault of the server for good", outcome.Fail(outcome.HTTP, net.ErrClosed), 501, 0, false, outcome.HTTP},
		{"too many requests", outcome.Fail(outcome.HTTP, net.ErrClosed), 429, 0, true, outcome.HTTP},
		{"busy", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, 0, true, outcome.HTTP},
		{"busy for a while", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, time.Minute, true, outcome.HTTP},
		{"busy, with a wait that is none", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, nonsense, true, outcome.HTTP},
		{"busy for too long", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, time.Minute + 1, false, outcome.HTTP},
		{"a pause for a fault of the server", outcome.Fail(outcome.HTTP, net.ErrClosed), 500, time.Second, true, outcome.HTTP},
		{"a pause for a status that is else final", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, time.Second, true, outcome.HTTP},
		{"being prepared", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, time.Second, true, outcome.HTTP},
		{"being prepared, come at once", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, noWait, true, outcome.HTTP},
		{"being prepared, without a word on when", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, 0, false, outcome.HTTP},
		{"a wait that is none", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, nonsense, false, outcome.HTTP},
		{"too long a pause", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, time.Minute + 1, false, outcome.HTTP},
		{"a pause for what is not there", &outcome.Failure{Status: outcome.NotFound, Err: net.ErrClosed}, 404, time.Second, false, ""},
		{"a pause for what is not wanted", outcome.Fail(outcome.TooLarge, net.ErrClosed), 200, time.Second, false, outcome.TooLarge},
		{"refused", outcome.Fail(outcome.Connect, net.ErrClosed), 0, 0, true, outcome.Connect},
		{"broke off", outcome.Fail(outcome.Reset, net.ErrClosed), 200, 0, true, outcome.Reset},
		{"stopped", outcome.Fail(outcome.Stalled, net.ErrClosed), 200, 0, true, outcome.Stalled},
		{"no answer", outcome.Fail(outcome.Timeout, net.ErrClosed), 0, 0, true, outcome.Timeout},
		{"too short", outcome.Fail(outcome.Truncated, net.ErrClosed), 200, 0, true, outcome.Truncated},
		{"not HTTP", outcome.Fail(outcome.Protocol, net.ErrClosed), 0, 0, false, outcome.Protocol},
		{"certificate", outcome.Fail(outcome.TLS, net.ErrClosed), 0, 0, false, outcome.TLS},
		{"no such name", outcome.Fail(outcome.DNS, dns(true)), 0, 0, false, outcome.DNS},
		{"no name server", outcome.Fail(outcome.DNS, dns(false)), 0, 0, true, outcome.DNS},
		{"blocked", outcome.Fail(outcome.Blocked, net.ErrClosed), 0, 0, false, outcome.Blocked},
		{"too large", outcome.Fail(outcome.TooLarge, net.ErrClosed), 200, 0, false, outcome.TooLarge},
		{"cancelled", outcome.Cancel(net.ErrClosed), 0, 0, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Reply{Status: tt.status, Err: tt.err, retryAfter: tt.retryAfter}
			d.judge(&r)
			if r.Retry != tt.retry {
				t.Errorf("retry %v", r.Retry)
			}
			if r.Err != nil && outcome.AsFailure(r.Err).Kind != tt.kind {
				t.Errorf("kind %s", outcome.AsFailure(r.Err).Kind)
			}
			if want := max(tt.retryAfter, 0); r.RetryAfter != want && (tt.retry || r.RetryAfter != 0) {
				t.Errorf("after %v, want %v", r.RetryAfter, want)
			}
		})
	}
}

// TestRetriesStatus checks which statuses are retried without --retry-on and with it.
func TestRetriesStatus(t *testing.T) {
	listed, err := ParseStatuses("403,404,5xx")
	if err != nil {
		t.Fatal(err)
	}
	transient := map[int]bool{
		408: true, 425: true, 429: true, 500: true, 502: true, 503: true, 504: true,
		520: true, 521: true, 522: true, 523: true, 524: true, 527: true, 529: true, 530: true,
	}
	for status := 100; status < 600; status++ {
		if isRedirect(status) || statusError(status) == nil {
			continue
		}
		for _, on := range []Statuses{nil, listed} {
			r := Reply{Status: status, Err: statusError(status)}
			New(Config{MaxWait: time.Minute, RetryOn: on}).judge(&r)
			want := transient[status] || on != nil && (status == 403 || status == 404 || status >= 500)
			if r.Retry != want {
				t.Errorf("%d is retried with %q: %v", status, on, r.Retry)
			}
		}
	}
}
