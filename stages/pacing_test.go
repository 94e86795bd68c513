package stages

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
)

// If a server allows 50 requests a second, hoist finds that rate without an option and loses no
// code.
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
		t.Run(tt.name, func(t *testing.T) {
			var answered, refused int // in all runs, after the first 15 s
			for seed := range uint64(3) {
				t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						a, r := paced(t, tt.allowed(), tt.workers, seed)
						answered, refused = answered+a, refused+r
					})
				})
			}
			if share := float64(refused) / float64(answered); share >= 0.01 {
				t.Errorf("%.2f %% of the answers are 429, want less than 1 %%", 100*share)
			}
		})
	}
}

// paced fetches 2,500 codes from a server that answers 429 unless allowed returns true. It returns
// the number of answers after the first 15 s, and the number of 429 among them.
func paced(t *testing.T, allowed func(time.Duration) bool, workers int, seed uint64) (answered, refused int) {
	var mu sync.Mutex
	began := time.Now()
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
		return clienttest.Answer(req, status, "x"), nil
	})
	r.Fetch.Workers, r.Fetch.Random = workers, rand.New(rand.NewPCG(seed, 0))
	if got := count(r.run(t)); got["ok"] != codes {
		t.Errorf("got %v", got)
	}
	if through := float64(answered-refused) / (r.tally.Elapsed - settled).Seconds(); through < 45 {
		t.Errorf("%.1f codes a second, want 45 or more", through)
	}
	return answered, refused
}

// tokenBucket allows 50 requests a second, and a burst.
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

// eachSecond allows 50 requests in each second of the clock.
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

// A single complaint does not slow a healthy host for long.
func TestStrayComplaint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		r := newWebRun(t, each(3000, "h"), func(req *http.Request) (*http.Response, error) {
			n := d.note(req)
			time.Sleep(5 * time.Millisecond)
			if n == 1 {
				return clienttest.Answer(req, 503, ""), nil
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Workers = 30
		if got := count(r.run(t)); got["ok"] != 3000 || r.tally.Elapsed > 12*time.Second {
			t.Errorf("%v after %v", got, r.tally.Elapsed)
		}
	})
}
