package stages

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/errorlimit"
	"github.com/hoist/hoist/internal/store/local"
)

// Too many errors stop the run. Requests in flight finish, waiting jobs get the error
// too_many_errors, and the rest of the input is not read.
func TestMaxErrors(t *testing.T) {
	for _, tt := range []struct {
		limit    errorlimit.Limit
		from, to int // errors at the stop, and the most with those of requests in flight
	}{
		{errorlimit.Limit{Count: 0}, 1, 7},
		{errorlimit.Limit{Count: 10}, 11, 17},
		{errorlimit.Limit{Percent: 60}, 61, 66}, // of at least 100 codes
	} {
		t.Run(tt.limit.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newWebRun(t, each(1000, "paused", "bad"), func(req *http.Request) (*http.Response, error) {
					resp := clienttest.Answer(req, 403, "")
					if req.URL.Host == "paused" {
						resp.StatusCode = 503
						resp.Header.Set("Retry-After", "60")
					} else {
						time.Sleep(time.Second)
					}
					return resp, nil
				})
				r.Report.MaxErrors = &tt.limit
				if tt.limit.Percent > 0 { // some codes succeed
					r.Fetch.Download.Transport = clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
						time.Sleep(time.Millisecond) // so that the sink counts meanwhile
						if req.URL.Host == "bad" && len(req.URL.Path)%2 == 0 {
							return clienttest.Answer(req, 200, ""), nil
						}
						return clienttest.Answer(req, 403, ""), nil
					})
				}
				got := count(r.run(t))
				tooMany, ok := errors.AsType[*errorlimit.Exceeded](r.err)
				if !ok || r.tally.Exit != ExitFailure {
					t.Fatalf("%v, exit %d", r.err, r.tally.Exit)
				}
				if n := got["error http"]; n < tt.from || n > tt.to && tt.limit.Percent == 0 {
					t.Errorf("got %v", got)
				}
				if tt.limit.Percent == 0 && got["error too_many_errors"] == 0 {
					t.Errorf("got %v: want waiting jobs with too_many_errors", got)
				}
				if asked := got["ok"] + got["error http"]; tt.limit.Percent > 0 && (tooMany.Total < 100 || asked > 200) {
					t.Errorf("%v; %d codes were asked for", tooMany, asked)
				}
			})
		})
	}
}

// When the run is stopped, jobs that wait for a retry are cancelled. Their lines have the attempts
// and the last error.
func TestSoftStopEndsRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, each(3, "h"), func(req *http.Request) (*http.Response, error) {
			time.Sleep(100 * time.Millisecond)
			resp := clienttest.Answer(req, 503, "")
			resp.Header.Set("Retry-After", "30")
			return resp, nil
		})
		time.AfterFunc(time.Second, func() { r.stopReading(&Stop{Reason: "SIGINT", Exit: 130}) })
		lines := r.run(t)
		if got := count(lines); got["cancelled http"] != 3 || r.tally.Exit != 130 || r.tally.Elapsed != time.Second {
			t.Errorf("%v, exit %d, %v", got, r.tally.Exit, r.tally.Elapsed)
		}
		for _, l := range only(lines, "result") {
			if l.Attempts != 1 || l.Error != "stopped by SIGINT; its last error: 503 Service Unavailable" {
				t.Errorf("got %+v", l)
			}
		}
	})
}

// With a slow disk all channels are full, and jobs fail, are redirected and are retried. dispatch
// and fetch still make progress: synctest would report a deadlock.
func TestDispatchNeverDeadlocks(t *testing.T) {
	for _, size := range []struct{ workers, group int }{{1, 1}, {2, 1}, {20, 8}} {
		t.Run(fmt.Sprint(size.workers), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { testSlowDisk(t, size.workers, size.group) })
		})
	}
}

func testSlowDisk(t *testing.T, workers, group int) {
	d := newDiary()
	r := newWebRun(t, each(400, "a", "b", "c"), func(req *http.Request) (*http.Response, error) {
		switch n := d.note(req); {
		case n%3 == 0:
			return nil, dialError(req)
		case n%5 == 0:
			resp := clienttest.Answer(req, 302, "")
			resp.Header.Set("Location", fmt.Sprintf("http://c%s?%d", req.URL.Path, n))
			return resp, nil
		case n%7 == 0:
			return clienttest.Answer(req, 503, ""), nil
		}
		return clienttest.Answer(req, 200, strings.Repeat("x", 2*largeSize)), nil
	})
	r.Fetch.Workers, r.group, r.Report.Trace, r.Report.Ordered = workers, group, true, true
	store := r.memory
	var mu sync.Mutex
	most := 0
	store.OnPublish = func(string) error {
		mu.Lock()
		most = max(most, store.Pending())
		mu.Unlock()
		time.Sleep(time.Second)
		return nil
	}
	if got := count(r.run(t)); got["ok"]+got["error connect"]+got["error http"]+got["error redirect"] != 1200 {
		t.Errorf("got %v", got)
	}
	// in flight, waiting to be saved, being written, and being committed
	if bound := workers + BodiesAhead(workers) + local.Writers + 3*group; most > bound {
		t.Errorf("%d bodies at once, and at most %d may be", most, bound)
	}
}

// The tally lists the hosts with the most errors.
func TestTallyTellsHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, each(2, "a:81", "b"), func(req *http.Request) (*http.Response, error) {
			if req.URL.Path == "/1" || req.URL.Host == "b" {
				return clienttest.Answer(req, 403, ""), nil
			}
			return clienttest.Answer(req, 200, ""), nil
		})
		r.run(t)
		if want := `"error_hosts":{"b":2,"a:81":1}`; !strings.Contains(r.log.String(), want) {
			t.Errorf("no %s in %s", want, r.log.String())
		}
	})
}
