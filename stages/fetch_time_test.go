package stages

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/outcome"
)

// A dripping is a body that sends a byte after each pause and then ends.
type dripping struct {
	req    *http.Request
	pauses []time.Duration
}

func (d *dripping) Read(p []byte) (int, error) {
	if len(d.pauses) == 0 {
		return 0, io.EOF
	}
	pause := time.NewTimer(d.pauses[0])
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-d.req.Context().Done():
		return 0, d.req.Context().Err()
	}
	d.pauses = d.pauses[1:]
	p[0] = 'x'
	return 1, nil
}

func (d *dripping) Close() error { return nil }

// --timeout limits each wait, and --max-time the sum of them.
func TestFetchTimeLimits(t *testing.T) {
	const s = time.Second
	for _, tt := range []struct {
		name             string
		timeout, maxTime time.Duration
		header           time.Duration // wait before the header
		body             []time.Duration
		want, text       string
		after            time.Duration
	}{
		{"in time", 6 * s, 0, 5 * s, []time.Duration{5 * s, 5 * s}, "ok", "", 15 * s},
		{"header too late", 6 * s, 0, 7 * s, nil, "timeout", "no answer within 6s (--timeout)", 6 * s},
		{"body stops", 6 * s, 0, s, []time.Duration{s, 7 * s}, "stalled", "no byte of the body for 6s (--timeout)", 8 * s},
		{
			"each wait is short, all are not", 6 * s, 12 * s, 5 * s, []time.Duration{5 * s, 5 * s}, "timeout",
			"not done within 12s (--max-time)", 12 * s,
		},
		{"no limit", 0, 0, 3600 * s, []time.Duration{3600 * s}, "ok", "", 7200 * s},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRun(t, 1, func(req *http.Request) (*http.Response, error) {
					select {
					case <-time.After(tt.header):
					case <-req.Context().Done():
						return nil, req.Context().Err()
					}
					resp := clienttest.Answer(req, 200, "")
					resp.Body = &dripping{req, tt.body}
					return resp, nil
				})
				r.Fetch.Download.Limits.Timeout, r.Fetch.Download.Limits.MaxTime = tt.timeout, tt.maxTime
				l := only(r.run(t), "result")[0]
				if got := l.Outcome + l.Kind; got != tt.want && got != "error"+tt.want || r.tally.Elapsed != tt.after {
					t.Errorf("got %s %s after %v, want %s after %v", l.Outcome, l.Kind, r.tally.Elapsed, tt.want, tt.after)
				}
				if text, _ := l.Error.(string); !strings.HasPrefix(text, tt.text) {
					t.Errorf("got %q, want %q", text, tt.text)
				}
			})
		})
	}
}

// Time for disk writes does not count towards --timeout.
func TestFetchSlowDiskIsNoStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1, func(req *http.Request) (*http.Response, error) {
			return clienttest.Answer(req, 200, string(make([]byte, 3*largeSize))), nil
		})
		r.Fetch.Download.Limits.Timeout = time.Second
		r.memory.OnCreate = func() error { time.Sleep(time.Hour); return nil }
		if got := count(r.run(t)); got["ok"] != 1 {
			t.Errorf("got %v", got)
		}
	})
}

// A full disk stops the run, even if the body is still arriving.
func TestFetchSpillFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1, func(req *http.Request) (*http.Response, error) {
			return clienttest.Answer(req, 200, string(make([]byte, 3*largeSize))), nil
		})
		full := errors.New("no space")
		r.memory.OnCreate = func() error { return full }
		l := only(r.run(t), "result")[0]
		if l.Kind != string(outcome.Storage) || !errors.Is(r.err, full) || r.tally.Exit != ExitFailure {
			t.Errorf("%+v, %v, exit %d", l, r.err, r.tally.Exit)
		}
	})
}
