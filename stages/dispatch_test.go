package stages

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/source"
)

// newWebRun is a run over codes that are URLs without their scheme: host/path.
func newWebRun(t *testing.T, codes iter.Seq[string], do roundTripper) *testRun {
	t.Helper()
	r := newRun(t, 0, do)
	var err error
	if r.Planner, err = NewPlanner("http://{+code}", "{code}", false); err != nil {
		t.Fatal(err)
	}
	r.Jobs = func(yield func(source.Job, error) bool) {
		for code := range codes {
			if !yield(source.Job{Input: code, Code: code}, nil) {
				return
			}
		}
	}
	r.Patience = Patience{Retries: 3, MaxWait: time.Minute}
	return r
}

// each yields host/1 … host/n for one host after the other, in turn.
func each(n int, hosts ...string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			for _, host := range hosts {
				if !yield(fmt.Sprintf("%s/%d", host, i+1)) {
					return
				}
			}
		}
	}
}

// A diary notes when what was asked for, from the beginning of a run.
type diary struct {
	mu    sync.Mutex
	began time.Time
	asked map[string][]time.Duration // by host
}

func newDiary() *diary { return &diary{began: time.Now(), asked: map[string][]time.Duration{}} }

// note returns how often the host was asked, this time included.
func (d *diary) note(req *http.Request) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked[req.URL.Host] = append(d.asked[req.URL.Host], time.Since(d.began))
	return len(d.asked[req.URL.Host])
}

func dialError(req *http.Request) error {
	return fmt.Errorf("dial %s: %w", req.URL.Host, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})
}

// What may go better is tried again, after a wait of full jitter, and the line says how often and how long.
func TestRetries(t *testing.T) {
	for _, tt := range []struct {
		name     string
		statuses []int // in turn; the last for ever
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
					return answer(req, tt.statuses[min(d.note(req), len(tt.statuses))-1], "x"), nil
				})
				r.Patience.Retries = tt.retries
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

// What is tried again has the steps of each attempt, and the time between them in its line.
func TestRetryIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(1, "h"), func(req *http.Request) (*http.Response, error) {
			if d.note(req) == 1 {
				return nil, dialError(req)
			}
			return answer(req, 200, "x"), nil
		})
		r.Trace = true
		life := ""
		for _, l := range r.run(t) {
			life += strings.TrimSpace(l.Step+" "+l.Outcome) + ", "
		}
		if want := ", scheduled, started, retrying, started, received, saved, ok, , "; life != want {
			t.Errorf("got %s", life)
		}
		waited := fmt.Sprintf(`"retry_wait_ms":%g`, float64(d.asked["h"][1].Round(time.Microsecond))/1e6)
		if !strings.Contains(r.log.String(), waited) {
			t.Errorf("no %s in %s", waited, r.log.String())
		}
	})
}

// Retry-After pauses its host for all its jobs, and no other.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(20, "busy", "calm"), func(req *http.Request) (*http.Response, error) {
			n := d.note(req)
			time.Sleep(100 * time.Millisecond)
			resp := answer(req, 200, "x")
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

// A host that asks for a longer pause than one waits fails its jobs at once, without asking it again.
func TestRetryAfterTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(50, "h"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			resp := answer(req, 429, "")
			resp.Header.Set("Retry-After", "3600")
			return resp, nil
		})
		lines := r.run(t)
		if got := count(lines); got["error http"] != 50 || r.tally.Elapsed != 0 || len(d.asked["h"]) > 3 {
			t.Errorf("got %v after %v and %d requests", got, r.tally.Elapsed, len(d.asked["h"]))
		}
		for _, l := range only(lines, "result") {
			if text, _ := l.Error.(string); !strings.HasPrefix(text, "429 Too Many Requests, and asks to wait 1h0m0s, longer than --retry-max-wait 1m0s") {
				t.Errorf("got %s", text)
			}
		}
	})
}

// --per-host and --per-host-rate hold for each host, beside the limits on all.
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
		r.Workers, r.Patience.PerHost = 30, 2
		got := count(r.run(t))
		if got["ok"] != 90 || peak["a"] != 2 || peak["b"] != 2 || peak["c"] != 2 || r.tally.Elapsed != 15*time.Second {
			t.Errorf("%v, at most %v in flight, %v", got, peak, r.tally.Elapsed)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(11, "a", "b"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			return answer(req, 200, "x"), nil
		})
		r.Patience.PerHostRate = 2
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

// --rate is exact: a timer that is late costs nothing, and an idle time gives no credit.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(21, "a", "b"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			time.Sleep(time.Second)
			return answer(req, 200, "x"), nil
		})
		r.Workers, r.Patience.Rate = 30, 4
		if got := count(r.run(t)); got["ok"] != 42 || r.tally.Elapsed != 41*time.Second/4+time.Second {
			t.Errorf("%v after %v", got, r.tally.Elapsed)
		}
	})
}

// A slow host gets half of the workers at the most while another has work, so that the other goes on.
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
			return answer(req, 200, "x"), nil
		})
		r.Workers = 10
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

// A host alone gets all the workers.
func TestOneHostGetsAllWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, each(100, "h"), slowly)
		r.Workers = 10
		r.run(t)
		if r.peak != 10 || r.tally.Elapsed != 10*time.Second {
			t.Errorf("%d in flight, %v", r.peak, r.tally.Elapsed)
		}
	})
}

// A dead host is asked less and less, and its jobs end when they have waited as long as may be.
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
		r.Workers = 10
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

// A host that comes back is asked as much as before.
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
		r.Workers, r.Patience.Retries = 10, 10
		if got := count(r.run(t)); got["ok"] != 200 {
			t.Errorf("got %v", got)
		}
		if r.peak != 10 || r.tally.Elapsed > 70*time.Second {
			t.Errorf("%d in flight, %v", r.peak, r.tally.Elapsed)
		}
	})
}

// Against a server that allows 50 requests a second hoist finds the rate by itself, and loses no code.
func TestPaceAgainst429(t *testing.T) {
	for _, tt := range []struct {
		name    string
		allowed func() func(time.Duration) bool
		workers int
	}{
		{"bucket of one", tokenBucket(1), 30},
		{"bucket of 5", tokenBucket(5), 30},
		{"bucket of 50", tokenBucket(50), 30},
		{"bucket of 50, many workers", tokenBucket(50), 300},
		{"a number each second", eachSecond, 30},
		{"a number each second, many workers", eachSecond, 300},
	} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprint(tt.name, " ", seed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					allowed := tt.allowed()
					var mu sync.Mutex
					began := time.Now()
					var answered, refused int // after the first seconds
					const codes, settled = 2500, 15 * time.Second
					r := newWebRun(t, each(codes, "h"), func(req *http.Request) (*http.Response, error) {
						mu.Lock()
						status := 200
						if !allowed(time.Since(began)) {
							status = 429
						}
						if time.Since(began) > settled {
							answered++
							if status == 429 {
								refused++
							}
						}
						mu.Unlock()
						time.Sleep(20 * time.Millisecond)
						return answer(req, status, "x"), nil
					})
					r.Workers, r.Random = tt.workers, rand.New(rand.NewPCG(seed, 0))
					if got := count(r.run(t)); got["ok"] != codes {
						t.Errorf("got %v", got)
					}
					share := float64(refused) / float64(answered)
					through := float64(answered-refused) / (r.tally.Elapsed - settled).Seconds()
					t.Logf("%.2f %% of the answers are 429, %.1f codes a second, %v", 100*share, through, r.tally.Elapsed)
					if share >= 0.01 || through < 45 {
						t.Error("want less than 1 %, and 45 or more")
					}
				})
			})
		}
	}
}

// tokenBucket allows 50 a second, and a burst.
func tokenBucket(burst float64) func() func(time.Duration) bool {
	return func() func(time.Duration) bool {
		tokens, last := burst, time.Duration(0)
		return func(now time.Duration) bool {
			tokens, last = min(tokens+50*(now-last).Seconds(), burst), now
			if tokens < 0.999999 {
				return false
			}
			tokens--
			return true
		}
	}
}

// eachSecond allows 50 in each second of the clock.
func eachSecond() func(time.Duration) bool {
	second, n := time.Duration(-1), 0
	return func(now time.Duration) bool {
		if s := now / time.Second; s != second {
			second, n = s, 0
		}
		n++
		return n <= 50
	}
}

// Too many errors end the run: what is in flight finishes, what waits says so, what is left is not read.
func TestMaxErrors(t *testing.T) {
	for _, tt := range []struct {
		limit    ErrorLimit
		from, to int // errors that end it, and how many there may be with those of what was in flight
	}{
		{ErrorLimit{Count: 0}, 1, 7},
		{ErrorLimit{Count: 10}, 11, 17},
		{ErrorLimit{Percent: 60}, 61, 66}, // of 100 at least
	} {
		t.Run(tt.limit.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newWebRun(t, each(1000, "paused", "bad"), func(req *http.Request) (*http.Response, error) {
					resp := answer(req, 403, "")
					if req.URL.Host == "paused" {
						resp.StatusCode = 503
						resp.Header.Set("Retry-After", "60")
					} else {
						time.Sleep(time.Second)
					}
					return resp, nil
				})
				r.MaxErrors = &tt.limit
				if tt.limit.Percent > 0 { // some are well
					r.Transport = roundTripper(func(req *http.Request) (*http.Response, error) {
						if req.URL.Host == "bad" && len(req.URL.Path)%2 == 0 {
							return answer(req, 200, ""), nil
						}
						return answer(req, 403, ""), nil
					})
				}
				got := count(r.run(t))
				tooMany, ok := errors.AsType[*TooManyErrors](r.err)
				if !ok || r.tally.Exit != ExitFailure {
					t.Fatalf("%v, exit %d", r.err, r.tally.Exit)
				}
				if n := got["error http"]; n < tt.from || n > tt.to && tt.limit.Percent == 0 {
					t.Errorf("got %v", got)
				}
				if tt.limit.Percent == 0 && got["error too_many_errors"] == 0 {
					t.Errorf("got %v: want what waited to say so", got)
				}
				if tt.limit.Percent > 0 && (tooMany.Total < 100 || r.tally.Total > 1000) {
					t.Errorf("%v; %d codes were read", tooMany, r.tally.Total)
				}
			})
		})
	}
}

// A redirect takes its turn under its new host, pays the rate and is no attempt.
func TestRedirectTakesItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(3, "a"), func(req *http.Request) (*http.Response, error) {
			d.note(req)
			if req.URL.Host == "a" {
				resp := answer(req, 302, "")
				resp.Header.Set("Location", "http://b"+req.URL.Path)
				return resp, nil
			}
			return answer(req, 200, "x"), nil
		})
		r.Patience.PerHostRate = 1
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

// What waits for another attempt when the run is stopped is cancelled, with its attempts and its last error.
func TestSoftStopEndsRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, each(3, "h"), func(req *http.Request) (*http.Response, error) {
			time.Sleep(100 * time.Millisecond)
			resp := answer(req, 503, "")
			resp.Header.Set("Retry-After", "30")
			return resp, nil
		})
		time.AfterFunc(time.Second, func() { r.soft(&Stop{Reason: "SIGINT", Exit: 130}) })
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

// With every channel full nothing is stuck: the disk is slow, each job fails, is redirected and tried again, and the
// circle of dispatch and fetch goes on. A deadlock would be found by synctest.
func TestDispatchNeverDeadlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(400, "a", "b", "c"), func(req *http.Request) (*http.Response, error) {
			switch n := d.note(req); {
			case n%3 == 0:
				return nil, dialError(req)
			case n%5 == 0:
				resp := answer(req, 302, "")
				resp.Header.Set("Location", fmt.Sprintf("http://c%s?%d", req.URL.Path, n))
				return resp, nil
			case n%7 == 0:
				return answer(req, 503, ""), nil
			}
			return answer(req, 200, strings.Repeat("x", 2*spillAt)), nil
		})
		r.Workers, r.Trace, r.Ordered = 20, true, true
		store := r.Store.(*memoryStore)
		var mu sync.Mutex
		most := 0
		store.onPublish = func(string) error {
			mu.Lock()
			most = max(most, store.open())
			mu.Unlock()
			time.Sleep(time.Second)
			return nil
		}
		if got := count(r.run(t)); got["ok"]+got["error connect"]+got["error http"]+got["error redirect"] != 1200 {
			t.Errorf("got %v", got)
		}
		if bound := r.Workers + held + 2*saveWorkers; most > bound { // in flight, held, handed on and being saved
			t.Errorf("%d bodies at once; %d is what there may be", most, bound)
		}
	})
}

// Dead hosts that take all the places make room for others.
func TestDeadHostsMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		codes := func(yield func(string) bool) {
			for code := range each(orderWindow+1000, "dead") {
				if !yield(code) {
					return
				}
			}
			yield("alive/1")
		}
		d := newDiary()
		r := newWebRun(t, codes, func(req *http.Request) (*http.Response, error) {
			d.note(req)
			if req.URL.Host == "dead" {
				return nil, dialError(req)
			}
			return answer(req, 200, "x"), nil
		})
		r.Ordered = true // the smaller window
		got := count(r.run(t))
		if got["ok"] != 1 || got["error connect"] != orderWindow+1000 {
			t.Errorf("got %v", got)
		}
		if at := d.asked["alive"][0]; at > failingFor+time.Second {
			t.Errorf("the other host was asked after %v", at)
		}
	})
}

// A host that fails for a moment loses nothing, though all places are taken meanwhile and it was asked for one thing at
// a time.
func TestBriefFailureLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(orderWindow+2000, "h"), func(req *http.Request) (*http.Response, error) {
			if n := d.note(req); n > 100 && n < 104 {
				return nil, dialError(req)
			}
			return answer(req, 200, "x"), nil
		})
		r.Workers, r.Ordered = 1, true
		if got := count(r.run(t)); got["ok"] != orderWindow+2000 {
			t.Errorf("got %v", got)
		}
	})
}

// A host that answers is not dead, whatever it answers: its jobs wait for a pause, and are tried.
func TestHostThatAnswersIsNotDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(5, "h"), func(req *http.Request) (*http.Response, error) {
			n := d.note(req)
			resp := answer(req, 200, "x")
			switch {
			case n <= 3:
				return nil, dialError(req)
			case time.Since(d.began) < 90*time.Second:
				resp.StatusCode = 503
				resp.Header.Set("Retry-After", "50")
			}
			return resp, nil
		})
		r.Workers, r.Patience.Retries = 1, 5
		if got := count(r.run(t)); got["ok"] != 5 {
			t.Errorf("got %v: %v", got, d.asked["h"])
		}
	})
}

// Who waits for a host that is now there and now not waits no longer in all than for one that is dead.
func TestWaitForFlappingHostIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(1000, "h"), func(req *http.Request) (*http.Response, error) {
			if d.note(req)%3 > 0 {
				return nil, dialError(req)
			}
			return answer(req, 200, "x"), nil
		})
		r.Workers = 1
		got := count(r.run(t))
		if got["ok"] < 20 || got["ok"]+got["error connect"] != 1000 || r.tally.Elapsed > 2*time.Minute {
			t.Errorf("%v after %v", got, r.tally.Elapsed)
		}
	})
}

// A host that hangs takes little from the others, even where its jobs could take all the places.
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
			return answer(req, 200, "x"), nil
		})
		r.Workers, r.Timeout, r.Ordered = 30, 6*time.Second, false
		if got := count(r.run(t)); got["ok"] != 30_000 || got["error timeout"] != 30_000 {
			t.Errorf("got %v", got)
		}
		alone := 10 * time.Second // 30,000 times 10 ms by 30 workers
		if last := d.asked["alive"][29_999]; last > alone+6*time.Second {
			t.Errorf("done after %v, alone it is %v", last, alone)
		}
	})
}

// The tally tells the hosts with most errors.
func TestTallyTellsHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, each(2, "a:81", "b"), func(req *http.Request) (*http.Response, error) {
			if req.URL.Path == "/1" || req.URL.Host == "b" {
				return answer(req, 403, ""), nil
			}
			return answer(req, 200, ""), nil
		})
		r.run(t)
		if want := `"error_hosts":{"b":2,"a:81":1}`; !strings.Contains(r.log.String(), want) {
			t.Errorf("no %s in %s", want, r.log.String())
		}
	})
}
