package stages

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
)

// A transient error is retried after a random wait, and the result line has the number of attempts.
func TestRetries(t *testing.T) {
	for _, tt := range []struct {
		name     string
		statuses []int // one for each attempt; the last is repeated
		retries  int
		want     string
		attempts int
	}{
		{"better the third time", []int{500, 502, 200}, 3, "ok", 3},
		{"never better", []int{500}, 3, "error http", 4},
		{"no retries", []int{500, 200}, 0, "error http", 1},
		{"408", []int{408, 200}, 3, "ok", 2},
		{"425", []int{425, 200}, 3, "ok", 2},
		{"429", []int{429, 200}, 3, "ok", 2},
		{"503", []int{503, 200}, 3, "ok", 2},
		{"504", []int{504, 200}, 3, "ok", 2},
		{"404 is final", []int{404, 200}, 3, "not_found", 1},
		{"403 is final", []int{403, 200}, 3, "error http", 1},
		{"501 is final", []int{501, 200}, 3, "error http", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDiary()
				r := newWebRun(t, each(1, "h"), func(req *http.Request) (*http.Response, error) {
					return clienttest.Answer(req, tt.statuses[min(d.note(req), len(tt.statuses))-1], "x"), nil
				})
				r.Fetch.Hosts.Retries = tt.retries
				lines := r.run(t)
				if got := count(lines); got[tt.want] != 1 || only(lines, "result")[0].Attempts != tt.attempts {
					t.Errorf("got %v: %+v", got, only(lines, "result"))
				}
				if r.tally.Elapsed > 3*time.Second {
					t.Errorf("took %v", r.tally.Elapsed)
				}
			})
		})
	}
}

// The step lines show each attempt, and the result line has the time between attempts.
func TestRetryIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(1, "h"), func(req *http.Request) (*http.Response, error) {
			if d.note(req) == 1 {
				return nil, dialError(req)
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Report.Trace = true
		life := ""
		for _, l := range r.run(t) {
			life += strings.TrimSpace(l.Step+" "+l.Outcome) + ", "
		}
		if want := ", scheduled, started, retrying, started, received, saved, committed, ok, , "; life != want {
			t.Errorf("got %s", life)
		}
		waited := fmt.Sprintf(`"retry_wait_ms":%g`, float64(d.asked["h"][1].Round(time.Microsecond))/1e6)
		if !strings.Contains(r.log.String(), waited) {
			t.Errorf("no %s in %s", waited, r.log.String())
		}
	})
}

// Retry-After pauses all jobs of its host, and no other host.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(20, "busy", "calm"), func(req *http.Request) (*http.Response, error) {
			n := d.note(req)
			time.Sleep(100 * time.Millisecond)
			resp := clienttest.Answer(req, 200, "x")
			if req.URL.Host == "busy" && n == 1 {
				resp.StatusCode = http.StatusServiceUnavailable
				resp.Header.Set("Retry-After", "20")
			}
			return resp, nil
		})
		if got := count(r.run(t)); got["ok"] != 40 {
			t.Errorf("got %v", got)
		}
		for i, at := range d.asked["busy"][1:] {
			if at > 100*time.Millisecond && at < 20*time.Second {
				t.Errorf("request %d came after %v, in the pause", i+2, at)
			}
		}
		if last := d.asked["calm"][19]; last > 2*time.Second {
			t.Errorf("the other host was done after %v", last)
		}
	})
}

// If a Retry-After is longer than --retry-max-wait, the jobs of the host fail at once.
func TestRetryAfterTooLong(t *testing.T) {
	for _, workers := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			d := newDiary()
			r := newWebRun(t, each(50, "h"), func(req *http.Request) (*http.Response, error) {
				d.note(req)
				resp := clienttest.Answer(req, 429, "")
				resp.Header.Set("Retry-After", "3600")
				return resp, nil
			})
			r.Fetch.Workers = workers
			var said []string // appended by one goroutine
			r.Report.Notify = func(text string) { said = append(said, text) }
			lines := r.run(t)
			if len(said) != 1 || !strings.HasPrefix(said[0], "h asks to wait ") {
				t.Errorf("said: %q", said)
			}
			most := 3 + workers - 1 // three in a row, and those in flight with the third
			if got := count(lines); got["error http"] != 50 || r.tally.Elapsed != 0 || len(d.asked["h"]) < 3 || len(d.asked["h"]) > most {
				t.Errorf("got %v after %v and %d requests", got, r.tally.Elapsed, len(d.asked["h"]))
			}
			for _, l := range only(lines, "result") {
				const want = "429 Too Many Requests, and asks to wait 1h0m0s, longer than --retry-max-wait 1m0s"
				if text, _ := l.Error.(string); !strings.HasPrefix(text, want) {
					t.Errorf("got %s", text)
				}
			}
		})
	}
}

// --per-host and --per-host-rate limit each host, in addition to the global limits.
func TestPerHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		flying, peak := map[string]int{}, map[string]int{}
		r := newWebRun(t, each(30, "a", "b", "c"), func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			flying[req.URL.Host]++
			peak[req.URL.Host] = max(peak[req.URL.Host], flying[req.URL.Host])
			mu.Unlock()
			resp, err := slowly(req)
			mu.Lock()
			flying[req.URL.Host]--
			mu.Unlock()
			return resp, err
		})
		r.Fetch.Workers, r.Fetch.Hosts.PerHost = 30, 2
		got := count(r.run(t))
		// the first request of each host runs alone, to show that the host is up
		if got["ok"] != 90 || peak["a"] != 2 || peak["b"] != 2 || peak["c"] != 2 || r.tally.Elapsed != 16*time.Second {
			t.Errorf("%v, at most %v in flight, %v", got, peak, r.tally.Elapsed)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(11, "a", "b"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Hosts.PerHostRate = 2
		if got := count(r.run(t)); got["ok"] != 22 || r.tally.Elapsed != 5*time.Second {
			t.Errorf("%v after %v", got, r.tally.Elapsed)
		}
		for _, host := range []string{"a", "b"} {
			for i, at := range d.asked[host] {
				if want := time.Duration(i) * time.Second / 2; at != want {
					t.Errorf("request %d to %s after %v, want %v", i+1, host, at, want)
				}
			}
		}
	})
}

// --rate is exact: late timers cost nothing, and idle time gives no credit.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(42, "h"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			time.Sleep(time.Second)
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Workers, r.Fetch.Hosts.Rate = 30, 4
		if got := count(r.run(t)); got["ok"] != 42 || r.tally.Elapsed != 41*time.Second/4+time.Second {
			t.Errorf("%v after %v", got, r.tally.Elapsed)
		}
	})
}

// While other hosts have jobs, a slow host gets at most half of the workers.
func TestSlowHostHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(100, "slow", "fast"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			if req.URL.Host == "slow" {
				time.Sleep(30 * time.Second)
			} else {
				time.Sleep(100 * time.Millisecond)
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Workers = 10
		if got := count(r.run(t)); got["ok"] != 200 {
			t.Errorf("got %v", got)
		}
		if last := d.asked["fast"][99]; last > 3*time.Second {
			t.Errorf("the last of the fast host went after %v", last)
		}
		half := 0
		for _, at := range d.asked["slow"] {
			if at <= d.asked["fast"][99] {
				half++
			}
		}
		if half > 5 {
			t.Errorf("%d of 10 workers were with the slow host", half)
		}
	})
}

// A single host gets all workers.
func TestOneHostGetsAllWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, each(100, "h"), slowly)
		r.Fetch.Workers = 10
		r.run(t)
		if r.peak != 10 || r.tally.Elapsed != 10*time.Second {
			t.Errorf("%d in flight, %v", r.peak, r.tally.Elapsed)
		}
	})
}

// A redirect waits in the queue of its new host and counts towards the rate. It is not an attempt.
func TestRedirectTakesItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(3, "a"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			if req.URL.Host == "a" {
				resp := clienttest.Answer(req, 302, "")
				resp.Header.Set("Location", "http://b"+req.URL.Path)
				return resp, nil
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Hosts.PerHostRate = 1
		lines := r.run(t)
		if got := count(lines); got["ok"] != 3 || r.tally.Elapsed != 2*time.Second || len(d.asked["b"]) != 3 {
			t.Errorf("%v after %v: %v", got, r.tally.Elapsed, d.asked)
		}
		for _, l := range only(lines, "result") {
			if l.Attempts != 1 {
				t.Errorf("got %+v", l)
			}
		}
		if !strings.Contains(r.log.String(), `"url":"http://a/1","final_url":"http://b/1","redirects":1,`) {
			t.Error(r.log.String())
		}
	})
}
