package stages

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
)

// A dead host gets fewer and fewer requests, and its jobs end after the longest wait.
func TestDeadHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(100, "dead", "alive"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			if req.URL.Host == "dead" {
				return nil, dialError(req)
			}
			return slowly(req)
		})
		r.Fetch.Workers = 10
		lines := r.run(t)
		if got := count(lines); got["ok"] != 100 || got["error connect"] != 100 {
			t.Errorf("got %v", got)
		}
		if last := d.asked["alive"][99]; last > 10*time.Second {
			t.Errorf("the last of the other host went after %v", last)
		}
		if n := len(d.asked["dead"]); n > 30 {
			t.Errorf("the dead host was asked %d times: %v", n, d.asked["dead"])
		}
		if r.tally.Elapsed < 59*time.Second || r.tally.Elapsed > 75*time.Second {
			t.Errorf("ended after %v", r.tally.Elapsed)
		}
		for _, l := range only(lines, "result") {
			if text, _ := l.Error.(string); l.Outcome == "error" && !strings.HasPrefix(text, "dial dead: dial: connection refused") {
				t.Errorf("got %+v", l)
			}
		}
	})
}

// When a host is up again, it gets as many requests as before.
func TestHostComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(200, "h"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			if time.Since(d.began) < 20*time.Second {
				return nil, dialError(req)
			}
			return slowly(req)
		})
		r.Fetch.Workers, r.Fetch.Hosts.Retries = 10, 10
		if got := count(r.run(t)); got["ok"] != 200 {
			t.Errorf("got %v", got)
		}
		if r.peak != 10 || r.tally.Elapsed > 70*time.Second {
			t.Errorf("%d in flight, %v", r.peak, r.tally.Elapsed)
		}
	})
}

// If the list has other hosts, jobs of dead hosts that take all places end to make room.
func TestDeadHostsMakeRoom(t *testing.T) {
	for _, first := range [][]string{{"alive/1", "dead/0"}, {"dead/0", "alive/1"}} {
		synctest.Test(t, func(t *testing.T) {
			codes := func(yield func(string) bool) {
				for _, code := range first {
					if !yield(code) {
						return
					}
				}
				for code := range each(orderWindow+1000, "dead") {
					if !yield(code) {
						return
					}
				}
				yield("alive/2")
			}
			d := newDiary()
			r := newWebRun(t, codes, func(req *http.Request) (*http.Response, error) {
				d.note(req)
				if req.URL.Host == "dead" {
					return nil, dialError(req)
				}
				return clienttest.Answer(req, 200, "x"), nil
			})
			r.Report.Ordered = true // for the smaller window
			got := count(r.run(t))
			if got["ok"] != 2 || got["error connect"] != orderWindow+1001 {
				t.Errorf("got %v", got)
			}
			if at := d.asked["alive"][1]; at > 3*time.Second+time.Second {
				t.Errorf("the other host was asked after %v", at)
			}
		})
	}
}

// If a host fails for a moment, no code is lost, even with one worker and all places taken.
func TestBriefFailureLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(orderWindow+2000, "h"), func(req *http.Request) (*http.Response, error) {
			if n := d.note(req); n > 100 && n < 104 {
				return nil, dialError(req)
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Workers, r.Report.Ordered = 1, true
		if got := count(r.run(t)); got["ok"] != orderWindow+2000 {
			t.Errorf("got %v", got)
		}
	})
}

// If a host is down for less than --retry-max-wait, no code is lost, whatever its Retry-After.
func TestHostThatComesBackInTimeLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(5, "h"), func(req *http.Request) (*http.Response, error) {
			n := d.note(req)
			resp := clienttest.Answer(req, 200, "x")
			switch {
			case n <= 3:
				return nil, dialError(req)
			case time.Since(d.began) < 40*time.Second:
				resp.StatusCode = 503
				resp.Header.Set("Retry-After", "20")
			}
			return resp, nil
		})
		r.Fetch.Workers, r.Fetch.Hosts.Retries = 1, 1
		if got := count(r.run(t)); got["ok"] != 5 {
			t.Errorf("got %v: %v", got, d.asked["h"])
		}
	})
}

// A code waits no longer in total for a host that is up and down in turn than for a dead host.
func TestWaitForFlappingHostIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(1000, "h"), func(req *http.Request) (*http.Response, error) {
			if d.note(req)%3 > 0 {
				return nil, dialError(req)
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Workers = 1
		got := count(r.run(t))
		if got["ok"] < 20 || got["ok"]+got["error connect"] != 1000 || r.tally.Elapsed > 2*time.Minute {
			t.Errorf("%v after %v", got, r.tally.Elapsed)
		}
	})
}

// A host that hangs delays the others only a little, even if it has enough jobs to take all places.
func TestHangingHostHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(30_000, "dead", "alive"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			if req.URL.Host == "dead" {
				<-req.Context().Done()
				return nil, req.Context().Err()
			}
			time.Sleep(10 * time.Millisecond)
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Workers, r.Fetch.Download.Limits.Timeout, r.Report.Ordered = 30, 6*time.Second, false
		if got := count(r.run(t)); got["ok"] != 30_000 || got["error timeout"] != 30_000 {
			t.Errorf("got %v", got)
		}
		alone := 10 * time.Second // 30,000 times 10 ms by 30 workers
		if last := d.asked["alive"][29_999]; last > alone+6*time.Second {
			t.Errorf("done after %v, alone it is %v", last, alone)
		}
	})
}
