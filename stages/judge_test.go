package stages

import (
	"net"
	"testing"
	"time"

	"github.com/hoist/hoist/sink"
)

// What an exchange came to says something of its host, and whether another attempt is worth while.
func TestJudge(t *testing.T) {
	dns := func(notFound bool) error { return &net.DNSError{Err: "x", Name: "h", IsNotFound: notFound} }
	for _, tt := range []struct {
		name       string
		err        error
		status     int
		attempt    int
		retryAfter time.Duration
		health     health
		again      bool
		kind       sink.Kind
	}{
		{"a body", nil, 200, 1, 0, well, false, ""},
		{"not found", &Failure{Status: sink.NotFound, Err: net.ErrClosed}, 404, 1, 0, well, false, ""},
		{"forbidden", failure(sink.HTTP, net.ErrClosed), 403, 1, 0, well, false, sink.HTTP},
		{"a fault of the server", failure(sink.HTTP, net.ErrClosed), 500, 1, 0, unknown, true, sink.HTTP},
		{"a fault of the server for good", failure(sink.HTTP, net.ErrClosed), 501, 1, 0, unknown, false, sink.HTTP},
		{"too many requests", failure(sink.HTTP, net.ErrClosed), 429, 1, 0, throttled, true, sink.HTTP},
		{"busy", failure(sink.HTTP, net.ErrClosed), 503, 1, 0, throttled, true, sink.HTTP},
		{"busy for a while", failure(sink.HTTP, net.ErrClosed), 503, 1, time.Minute, throttled, true, sink.HTTP},
		{"busy, with a wait that is none", failure(sink.HTTP, net.ErrClosed), 503, 1, nonsense, unknown, true, sink.HTTP},
		{"busy for too long", failure(sink.HTTP, net.ErrClosed), 503, 1, time.Minute + 1, throttled, false, sink.HTTP},
		{"a pause for a fault of the server", failure(sink.HTTP, net.ErrClosed), 500, 1, time.Second, throttled, true, sink.HTTP},
		{"a pause for a status that is else final", failure(sink.HTTP, net.ErrClosed), 403, 1, time.Second, throttled, true, sink.HTTP},
		{"being prepared", failure(sink.HTTP, net.ErrClosed), 202, 1, time.Second, throttled, true, sink.HTTP},
		{"being prepared, come at once", failure(sink.HTTP, net.ErrClosed), 202, 1, noWait, well, true, sink.HTTP},
		{"being prepared, without a word on when", failure(sink.HTTP, net.ErrClosed), 202, 1, 0, well, false, sink.HTTP},
		{"a wait that is none", failure(sink.HTTP, net.ErrClosed), 403, 1, nonsense, well, false, sink.HTTP},
		{"too long a pause", failure(sink.HTTP, net.ErrClosed), 403, 1, time.Minute + 1, throttled, false, sink.HTTP},
		{"a pause for what is not there", &Failure{Status: sink.NotFound, Err: net.ErrClosed}, 404, 1, time.Second, well, false, ""},
		{"a pause for what is not wanted", failure(sink.TooLarge, net.ErrClosed), 200, 1, time.Second, unknown, false, sink.TooLarge},
		{"refused", failure(sink.Connect, net.ErrClosed), 0, 3, 0, unwell, true, sink.Connect},
		{"refused too often", failure(sink.Connect, net.ErrClosed), 0, 4, 0, unwell, false, sink.Connect},
		{"broke off", failure(sink.Reset, net.ErrClosed), 200, 1, 0, unwell, true, sink.Reset},
		{"stopped", failure(sink.Stalled, net.ErrClosed), 200, 1, 0, unwell, true, sink.Stalled},
		{"no answer", failure(sink.Timeout, net.ErrClosed), 0, 1, 0, unwell, true, sink.Timeout},
		{"too short", failure(sink.Truncated, net.ErrClosed), 200, 1, 0, unknown, true, sink.Truncated},
		{"not HTTP", failure(sink.Protocol, net.ErrClosed), 0, 1, 0, unknown, false, sink.Protocol},
		{"certificate", failure(sink.TLS, net.ErrClosed), 0, 1, 0, unknown, false, sink.TLS},
		{"no such name", failure(sink.DNS, dns(true)), 0, 1, 0, unknown, false, sink.DNS},
		{"no name server", failure(sink.DNS, dns(false)), 0, 1, 0, unknown, true, sink.DNS},
		{"blocked", failure(sink.Blocked, net.ErrClosed), 0, 1, 0, unknown, false, sink.Blocked},
		{"too large", failure(sink.TooLarge, net.ErrClosed), 200, 1, 0, unknown, false, sink.TooLarge},
		{"cancelled", cancelled(net.ErrClosed), 0, 1, 0, unknown, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Fetched{Request: Request{Attempt: tt.attempt}, HTTPStatus: tt.status, Err: tt.err, retryAfter: tt.retryAfter}
			policy{retries: 3, maxWait: time.Minute}.judge(&f)
			if f.health != tt.health || f.again != tt.again {
				t.Errorf("health %d, again %v; want %d, %v", f.health, f.again, tt.health, tt.again)
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
		for _, p := range []policy{{retries: 1, maxWait: time.Minute}, {retries: 1, maxWait: time.Minute, retryOn: listed}} {
			f := Fetched{Request: Request{Attempt: 1}, HTTPStatus: status, Err: verdict(status)}
			p.judge(&f)
			want := transient[status] || p.retryOn != nil && (status == 403 || status == 404 || status >= 500)
			if f.again != want {
				t.Errorf("%d is retried with %q: %v", status, p.retryOn, f.again)
			}
			f = Fetched{Request: Request{Attempt: 2}, HTTPStatus: status, Err: verdict(status)}
			if p.judge(&f); f.again || f.Err.Error() != verdict(status).Error() {
				t.Errorf("%d is retried more than once, or is %v", status, f.Err)
			}
		}
	}
}
