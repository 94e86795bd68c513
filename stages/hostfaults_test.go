package stages

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/httpclient"
)

const (
	oneAnswer = 20 * time.Millisecond                // time of the servers for an answer
	backoffs  = (200 + 400 + 800) * time.Millisecond // longest total backoff before three retries
)

// A faultyServer answers after oneAnswer with the status from fault.
type faultyServer struct {
	mu    sync.Mutex
	began time.Time
	asked int
	fault func(at time.Duration, code int) (status int, retryAfter string)
}

func (s *faultyServer) roundTrip(req *http.Request) (*http.Response, error) {
	var code int
	fmt.Sscanf(req.URL.Path, "/%d", &code)
	s.mu.Lock()
	s.asked++
	status, after := s.fault(time.Since(s.began), code)
	s.mu.Unlock()
	time.Sleep(oneAnswer)
	resp := clienttest.Answer(req, status, "x")
	if after != "" {
		resp.Header.Set("Retry-After", after)
	}
	return resp, nil
}

// brokenCodes returns a fault that answers status for each code that is a multiple of every.
func brokenCodes(every, status int, retryAfter string) func(time.Duration, int) (int, string) {
	return func(_ time.Duration, code int) (int, string) {
		if code%every == 0 {
			return status, retryAfter
		}
		return 200, ""
	}
}

// randomly returns a fault that answers 503 with a probability of p.
func randomly(p float64) func(time.Duration, int) (int, string) {
	random := rand.New(rand.NewPCG(1, 2))
	return func(time.Duration, int) (int, string) {
		if random.Float64() < p {
			return 503, ""
		}
		return 200, ""
	}
}

// outage returns a fault that answers 503 during an interval of the run.
func outage(from, to time.Duration) func(time.Duration, int) (int, string) {
	return func(at time.Duration, _ int) (int, string) {
		if at >= from && at < to {
			return 503, ""
		}
		return 200, ""
	}
}

// capped returns a fault that allows 50 requests a second.
func capped() func(time.Duration, int) (int, string) {
	allowed := tokenBucket(5)()
	return func(at time.Duration, _ int) (int, string) {
		if allowed(at) {
			return 200, ""
		}
		return 503, ""
	}
}

// Through the whole pipeline, faults for single codes cost only those codes, and faults for all
// codes cost little more than they must.
func TestHostFaults(t *testing.T) {
	type fault = func(time.Duration, int) (int, string)
	usual := hosts.Limits{Retries: 3, MaxWait: time.Minute}
	for _, tt := range []struct {
		name   string
		codes  int
		limits hosts.Limits
		fault  func() fault
		ok     int
		bound  func(workers, asked int) time.Duration
	}{
		{"1 % always 503", 1000, usual, func() fault { return brokenCodes(100, 503, "") }, 990, costs(0)},
		{"20 % always 503", 1000, usual, func() fault { return brokenCodes(5, 503, "") }, 800, costs(0)},
		{"1 % always 429, Retry-After 2", 1000, usual, func() fault { return brokenCodes(100, 429, "2") }, 990, costs(2 * time.Second)},
		{"20 % always 503, Retry-After 2", 1000, usual, func() fault { return brokenCodes(5, 503, "2") }, 800, costs(2 * time.Second)},
		{"1 % at random", 5000, usual, func() fault { return randomly(0.01) }, 5000, costs(0)},
		{"50 a second", 900, usual, capped, 900, func(int, int) time.Duration { return 900 * time.Second / 50 * 100 / 85 }},
		{"an outage of 20 s", 15_000, usual, func() fault { return outage(5*time.Second, 25*time.Second) }, 15_000,
			func(workers, asked int) time.Duration {
				return 25*time.Second + costs(0)(workers, asked) + 5*time.Second
			}},
		{"nothing gets through, no retries", 300, hosts.Limits{MaxWait: 2 * time.Second},
			func() fault { return brokenCodes(1, 503, "") }, 0,
			func(int, int) time.Duration { return 5 * time.Second }},
		{"nothing gets through", 300, usual, func() fault { return brokenCodes(1, 429, "") }, 0,
			func(int, int) time.Duration { return 2 * time.Minute }},
	} {
		for _, workers := range []int{30, 300} {
			t.Run(fmt.Sprintf("%s, %d workers", tt.name, workers), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := &faultyServer{began: time.Now(), fault: tt.fault()}
					r := newWebRun(t, each(tt.codes, "h"), s.roundTrip)
					r.Fetch.Workers, r.Fetch.Hosts, r.Fetch.Random = workers, tt.limits, rand.New(rand.NewPCG(1, 2))
					got := count(r.run(t))
					if got["ok"] != tt.ok || got["ok"]+got["error http"] != tt.codes {
						t.Errorf("got %v, want %d ok", got, tt.ok)
					}
					if bound := tt.bound(workers, s.asked); r.tally.Elapsed > bound {
						t.Errorf("it took %v and %d requests, more than %v", r.tally.Elapsed, s.asked, bound)
					}
				})
			})
		}
	}
}

// costs returns a function for the longest duration of a run: 1.3 times the duration of its
// requests at full speed, one Retry-After, and the longest chain of attempts for one code.
func costs(after time.Duration) func(workers, asked int) time.Duration {
	return func(workers, asked int) time.Duration {
		chain := backoffs
		if after > 0 {
			chain = 3 * after
		}
		return time.Duration(asked)*oneAnswer/time.Duration(workers)*13/10 + after + chain + 4*oneAnswer
	}
}

// While no name can be looked up, all codes wait, and there is one notice.
func TestLookupsFail(t *testing.T) {
	for _, workers := range []int{30, 300} {
		for _, down := range []time.Duration{10 * time.Second, time.Hour} {
			t.Run(fmt.Sprintf("%d workers, %v", workers, down), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					began := time.Now()
					r := newWebRun(t, each(500, "a", "b"), nil)
					// there is no connection yet
					r.Fetch.Download.Transport = clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
						h := httpclient.TraceFrom(req.Context())
						h.LookingUp()
						if time.Since(began) < down {
							time.Sleep(100 * time.Millisecond)
							h.LookedUp(httpclient.LookupFailed)
							return nil, &net.DNSError{Err: "server misbehaving", Name: req.URL.Host, IsTemporary: true}
						}
						h.LookedUp(httpclient.LookupDone)
						clienttest.Connected(req)
						return slowly(req)
					})
					var notices []string
					r.Fetch.Workers, r.Report.Notify = workers, func(text string) { notices = append(notices, text) }
					lines := r.run(t)
					got := count(lines)
					if len(notices) != 1 || notices[0] != "no name can be looked up; waiting" {
						t.Errorf("notices %q", notices)
					}
					if down < time.Hour {
						if got["ok"] != 1000 {
							t.Errorf("got %v", got)
						}
						return
					}
					if got["error dns"] != 1000 || r.tally.Elapsed > 75*time.Second {
						t.Errorf("got %v after %v", got, r.tally.Elapsed)
					}
					for _, l := range only(lines, "result") {
						if text := fmt.Sprint(l.Error); l.Attempts == 0 && !strings.Contains(text, "(--retry-max-wait)") {
							t.Errorf("got %s", text)
						}
					}
				})
			})
		}
	}
}
