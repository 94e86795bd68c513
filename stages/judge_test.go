package stages

import (
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/sink"
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
		kind       sink.Kind
	}{
		{"a body", nil, 200, 0, hosts.Good, false, ""},
		{"not found", &Failure{Status: sink.NotFound, Err: net.ErrClosed}, 404, 0, hosts.Good, false, ""},
		{"forbidden", failure(sink.HTTP, net.ErrClosed), 403, 0, hosts.Good, false, sink.HTTP},
		{"a fault of the server", failure(sink.HTTP, net.ErrClosed), 500, 0, hosts.Overload, true, sink.HTTP},
		{"a fault of the server for good", failure(sink.HTTP, net.ErrClosed), 501, 0, hosts.Alive, false, sink.HTTP},
		{"too many requests", failure(sink.HTTP, net.ErrClosed), 429, 0, hosts.Throttled, true, sink.HTTP},
		{"busy", failure(sink.HTTP, net.ErrClosed), 503, 0, hosts.Overload, true, sink.HTTP},
		{"busy for a while", failure(sink.HTTP, net.ErrClosed), 503, time.Minute, hosts.Overload, true, sink.HTTP},
		{"busy, with a wait that is none", failure(sink.HTTP, net.ErrClosed), 503, nonsense, hosts.Overload, true, sink.HTTP},
		{"busy for too long", failure(sink.HTTP, net.ErrClosed), 503, time.Minute + 1, hosts.Overload, false, sink.HTTP},
		{"a pause for a fault of the server", failure(sink.HTTP, net.ErrClosed), 500, time.Second, hosts.Overload, true, sink.HTTP},
		{"a pause for a status that is else final", failure(sink.HTTP, net.ErrClosed), 403, time.Second, hosts.Overload, true, sink.HTTP},
		{"being prepared", failure(sink.HTTP, net.ErrClosed), 202, time.Second, hosts.Overload, true, sink.HTTP},
		{"being prepared, come at once", failure(sink.HTTP, net.ErrClosed), 202, noWait, hosts.Overload, true, sink.HTTP},
		{"being prepared, without a word on when", failure(sink.HTTP, net.ErrClosed), 202, 0, hosts.Good, false, sink.HTTP},
		{"a wait that is none", failure(sink.HTTP, net.ErrClosed), 403, nonsense, hosts.Good, false, sink.HTTP},
		{"too long a pause", failure(sink.HTTP, net.ErrClosed), 403, time.Minute + 1, hosts.Overload, false, sink.HTTP},
		{"a pause for what is not there", &Failure{Status: sink.NotFound, Err: net.ErrClosed}, 404, time.Second, hosts.Good, false, ""},
		{"a pause for what is not wanted", failure(sink.TooLarge, net.ErrClosed), 200, time.Second, hosts.Alive, false, sink.TooLarge},
		{"refused", failure(sink.Connect, net.ErrClosed), 0, 0, hosts.Failed, true, sink.Connect},
		{"broke off", failure(sink.Reset, net.ErrClosed), 200, 0, hosts.Failed, true, sink.Reset},
		{"stopped", failure(sink.Stalled, net.ErrClosed), 200, 0, hosts.Failed, true, sink.Stalled},
		{"no answer", failure(sink.Timeout, net.ErrClosed), 0, 0, hosts.Failed, true, sink.Timeout},
		{"too short", failure(sink.Truncated, net.ErrClosed), 200, 0, hosts.Alive, true, sink.Truncated},
		{"not HTTP", failure(sink.Protocol, net.ErrClosed), 0, 0, hosts.Neutral, false, sink.Protocol},
		{"certificate", failure(sink.TLS, net.ErrClosed), 0, 0, hosts.Neutral, false, sink.TLS},
		{"no such name", failure(sink.DNS, dns(true)), 0, 0, hosts.Neutral, false, sink.DNS},
		{"no name server", failure(sink.DNS, dns(false)), 0, 0, hosts.Failed, true, sink.DNS},
		{"blocked", failure(sink.Blocked, net.ErrClosed), 0, 0, hosts.Neutral, false, sink.Blocked},
		{"too large", failure(sink.TooLarge, net.ErrClosed), 200, 0, hosts.Alive, false, sink.TooLarge},
		{"cancelled", cancelled(net.ErrClosed), 0, 0, hosts.Neutral, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Fetched{HTTPStatus: tt.status, Err: tt.err, retryAfter: tt.retryAfter}
			policy{maxWait: time.Minute}.judge(&f)
			if f.verdict != tt.verdict || f.retry != tt.retry {
				t.Errorf("verdict %d, retry %v; want %d, %v", f.verdict, f.retry, tt.verdict, tt.retry)
			}
			if f.Err != nil && asFailure(f.Err).Kind != tt.kind {
				t.Errorf("kind %s", asFailure(f.Err).Kind)
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
