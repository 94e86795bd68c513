package stages

import (
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/tunnel"
)

// TestVerdict checks the verdict about a host for each result of an exchange.
func TestVerdict(t *testing.T) {
	dns := func(notFound bool) error { return &net.DNSError{Err: "x", Name: "h", IsNotFound: notFound} }
	for _, tt := range []struct {
		name       string
		err        error
		status     int
		retry      bool
		retryAfter time.Duration
		want       hosts.Verdict
	}{
		{"a body", nil, 200, false, 0, hosts.Good},
		{"not found", &outcome.Failure{Status: outcome.NotFound, Err: net.ErrClosed}, 404, false, 0, hosts.Good},
		{"forbidden", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, false, 0, hosts.Good},
		{"a fault of the server", outcome.Fail(outcome.HTTP, net.ErrClosed), 500, true, 0, hosts.Overload},
		{"a fault of the server for good", outcome.Fail(outcome.HTTP, net.ErrClosed), 501, false, 0, hosts.Alive},
		{"too many requests", outcome.Fail(outcome.HTTP, net.ErrClosed), 429, true, 0, hosts.Throttled},
		{"busy", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, true, 0, hosts.Overload},
		{"busy for a while", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, true, time.Minute, hosts.Overload},
		{"busy, with a wait that is none", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, true, 0, hosts.Overload},
		{"busy for too long", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, false, time.Minute + 1, hosts.Overload},
		{"a pause for a fault of the server", outcome.Fail(outcome.HTTP, net.ErrClosed), 500, true, time.Second, hosts.Overload},
		{"a pause for a status that is else final", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, true, time.Second, hosts.Overload},
		{"being prepared", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, true, time.Second, hosts.Overload},
		{"being prepared, come at once", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, true, 0, hosts.Overload},
		{"being prepared, without a word on when", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, false, 0, hosts.Good},
		{"a wait that is none", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, false, 0, hosts.Good},
		{"too long a pause", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, false, time.Minute + 1, hosts.Overload},
		{"a pause for what is not there", &outcome.Failure{Status: outcome.NotFound, Err: net.ErrClosed}, 404, false, 0, hosts.Good},
		{"a pause for what is not wanted", outcome.Fail(outcome.TooLarge, net.ErrClosed), 200, false, 0, hosts.Alive},
		{"refused", outcome.Fail(outcome.Connect, net.ErrClosed), 0, true, 0, hosts.Failed},
		{"broke off", outcome.Fail(outcome.Reset, net.ErrClosed), 200, true, 0, hosts.Failed},
		{"stopped", outcome.Fail(outcome.Stalled, net.ErrClosed), 200, true, 0, hosts.Failed},
		{"no answer", outcome.Fail(outcome.Timeout, net.ErrClosed), 0, true, 0, hosts.Failed},
		{"too short", outcome.Fail(outcome.Truncated, net.ErrClosed), 200, true, 0, hosts.Alive},
		{"not HTTP", outcome.Fail(outcome.Protocol, net.ErrClosed), 0, false, 0, hosts.Neutral},
		{"certificate", outcome.Fail(outcome.TLS, net.ErrClosed), 0, false, 0, hosts.Neutral},
		{"no such name", outcome.Fail(outcome.DNS, dns(true)), 0, false, 0, hosts.Neutral},
		{"no name server", outcome.Fail(outcome.DNS, dns(false)), 0, true, 0, hosts.Failed},
		{"blocked", outcome.Fail(outcome.Blocked, net.ErrClosed), 0, false, 0, hosts.Neutral},
		{"too large", outcome.Fail(outcome.TooLarge, net.ErrClosed), 200, false, 0, hosts.Alive},
		{"not as expected", outcome.Fail(outcome.Mismatch, net.ErrClosed), 200, true, 0, hosts.Alive},
		{"cancelled", outcome.Cancel(net.ErrClosed), 0, false, 0, hosts.Neutral},
		{"a proxy's rule", outcome.Fail(outcome.Connect, &tunnel.Refusal{Reason: tunnel.Denied}), 0, false, 0, hosts.Neutral},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reply := download.Reply{Status: tt.status, Err: tt.err, Retry: tt.retry, RetryAfter: tt.retryAfter}
			if got := verdictOf(&reply); got != tt.want {
				t.Errorf("verdict %d, want %d", got, tt.want)
			}
		})
	}
}
