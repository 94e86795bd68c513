package stages

import (
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
)

// What an exchange came to says something of its host, and whether another attempt is worth while.
func TestJudge(t *testing.T) {
	dns := func(notFound bool) error { return &net.DNSError{Err: "x", Name: "h", IsNotFound: notFound} }
	for _, tt := range []struct {
		name       string
		err        error
		status     int
		retryAfter time.Duration
		verdict    hosts.Verdict
		retry      bool
		kind       outcome.Kind
	}{
		{"a body", nil, 200, 0, hosts.Good, false, ""},
		{"not found", &outcome.Failure{Status: outcome.NotFound, Err: net.ErrClosed}, 404, 0, hosts.Good, false, ""},
		{"forbidden", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, 0, hosts.Good, false, outcome.HTTP},
		{"a fault of the server", outcome.Fail(outcome.HTTP, net.ErrClosed), 500, 0, hosts.Overload, true, outcome.HTTP},
		{"a fault of the server for good", outcome.Fail(outcome.HTTP, net.ErrClosed), 501, 0, hosts.Alive, false, outcome.HTTP},
		{"too many requests", outcome.Fail(outcome.HTTP, net.ErrClosed), 429, 0, hosts.Throttled, true, outcome.HTTP},
		{"busy", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, 0, hosts.Overload, true, outcome.HTTP},
		{"busy for a while", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, time.Minute, hosts.Overload, true, outcome.HTTP},
		{"busy, with a wait that is none", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, nonsense, hosts.Overload, true, outcome.HTTP},
		{"busy for too long", outcome.Fail(outcome.HTTP, net.ErrClosed), 503, time.Minute + 1, hosts.Overload, false, outcome.HTTP},
		{"a pause for a fault of the server", outcome.Fail(outcome.HTTP, net.ErrClosed), 500, time.Second, hosts.Overload, true, outcome.HTTP},
		{"a pause for a status that is else final", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, time.Second, hosts.Overload, true, outcome.HTTP},
		{"being prepared", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, time.Second, hosts.Overload, true, outcome.HTTP},
		{"being prepared, come at once", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, noWait, hosts.Overload, true, outcome.HTTP},
		{"being prepared, without a word on when", outcome.Fail(outcome.HTTP, net.ErrClosed), 202, 0, hosts.Good, false, outcome.HTTP},
		{"a wait that is none", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, nonsense, hosts.Good, false, outcome.HTTP},
		{"too long a pause", outcome.Fail(outcome.HTTP, net.ErrClosed), 403, time.Minute + 1, hosts.Overload, false, outcome.HTTP},
		{"a pause for what is not there", &outcome.Failure{Status: outcome.NotFound, Err: net.ErrClosed}, 404, time.Second, hosts.Good, false, ""},
		{"a pause for what is not wanted", outcome.Fail(outcome.TooLarge, net.ErrClosed), 200, time.Second, hosts.Alive, false, outcome.TooLarge},
		{"refused", outcome.Fail(outcome.Connect, net.ErrClosed), 0, 0, hosts.Failed, true, outcome.Connect},
		{"broke off", outcome.Fail(outcome.Reset, net.ErrClosed), 200, 0, hosts.Failed, true, outcome.Reset},
		{"stopped", outcome.Fail(outcome.Stalled, net.ErrClosed), 200, 0, hosts.Failed, true, outcome.Stalled},
		{"no answer", outcome.Fail(outcome.Timeout, net.ErrClosed), 0, 0, hosts.Failed, true, outcome.Timeout},
		{"too short", outcome.Fail(outcome.Truncated, net.ErrClosed), 200, 0, hosts.Alive, true, outcome.Truncated},
		{"not HTTP", outcome.Fail(outcome.Protocol, net.ErrClosed), 0, 0, hosts.Neutral, false, outcome.Protocol},
		{"certificate", outcome.Fail(outcome.TLS, net.ErrClosed), 0, 0, hosts.Neutral, false, outcome.TLS},
		{"no such name", outcome.Fail(outcome.DNS, dns(true)), 0, 0, hosts.Neutral, false, outcome.DNS},
		{"no name server", outcome.Fail(outcome.DNS, dns(false)), 0, 0, hosts.Failed, true, outcome.DNS},
		{"blocked", outcome.Fail(outcome.Blocked, net.ErrClosed), 0, 0, hosts.Neutral, false, outcome.Blocked},
		{"too large", outcome.Fail(outcome.TooLarge, net.ErrClosed), 200, 0, hosts.Alive, false, outcome.TooLarge},
		{"cancelled", outcome.Cancel(net.ErrClosed), 0, 0, hosts.Neutral, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Fetched{HTTPStatus: tt.status, Err: tt.err, retryAfter: tt.retryAfter}
			policy{maxWait: time.Minute}.judge(&f)
			if f.verdict != tt.verdict || f.retry != tt.retry {
				t.Errorf("verdict %d, retry %v; want %d, %v", f.verdict, f.retry, tt.verdict, tt.retry)
			}
			if f.Err != nil && outcome.AsFailure(f.Err).Kind != tt.kind {
				t.Errorf("kind %s", outcome.AsFailure(f.Err).Kind)
			}
		})
	}
}

// Which statuses are retried by themselves, and by --retry-on.
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
		if isRedirect(status) || verdict(status) == nil {
			continue
		}
		for _, p := range []policy{{maxWait: time.Minute}, {maxWait: time.Minute, retryOn: listed}} {
			f := Fetched{HTTPStatus: status, Err: verdict(status)}
			p.judge(&f)
			want := transient[status] || p.retryOn != nil && (status == 403 || status == 404 || status >= 500)
			if f.retry != want {
				t.Errorf("%d is retried with %q: %v", status, p.retryOn, f.retry)
			}
		}
	}
}
