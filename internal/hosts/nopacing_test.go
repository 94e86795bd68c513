package hosts

import (
	"testing"
	"time"
)

// With NoPacing only the backoff of each code and Retry-After slow the run.
func TestNoPacing(t *testing.T) {
	limits := usual
	limits.NoPacing = true
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		for _, outage := range outages {
			const n = 300
			w := &world{workers: workers, limits: limits, seed: seed, codes: oneHost(n)}
			w.server = func(v *visit) { v.serve(); outage.does(v) }
			w.run(t)
			w.check(t, none)
			if len(w.visits) != n*(1+limits.Retries) {
				t.Errorf("%s: %d requests, want each code tried %d times", outage.name, len(w.visits), 1+limits.Retries)
			}
			if bound := w.cost() + 1400*ms + 4*(slowest(outage.does)+answerTime); w.elapsed > bound {
				t.Errorf("%s: it took %v, more than %v", outage.name, w.elapsed, bound)
			}
		}
	})
}

// With NoPacing a Retry-After still pauses the host.
func TestNoPacingRetryAfter(t *testing.T) {
	limits := usual
	limits.NoPacing = true
	w := &world{workers: 1, limits: limits, codes: oneHost(10)}
	w.server = func(v *visit) {
		if v.serve(); v.at == 0 {
			v.status, v.retryAfter = 503, 3*time.Second
		}
	}
	w.run(t)
	w.check(t, all)
	if second := w.visits[1].at; second < 3*time.Second {
		t.Errorf("the second request came after %v", second)
	}
}
