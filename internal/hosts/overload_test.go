package hosts

import (
	"slices"
	"testing"
	"time"
)

// If a host answers 503 or resets connections beyond ten requests in flight, the scheduler sends
// about as many requests as the host can serve.
func TestOverload(t *testing.T) {
	for _, outage := range []string{"503", "reset"} {
		t.Run(outage, func(t *testing.T) { eachRun(t, overload(outage == "reset")) })
	}
}

func overload(resets bool) func(t *testing.T, workers int, seed uint64) {
	return func(t *testing.T, workers int, seed uint64) {
		const capacity, n = 10, 10000
		w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(n)}
		var busy []Instant // when each request in flight ends
		w.server = func(v *visit) {
			busy = slices.DeleteFunc(busy, func(until Instant) bool { return until <= v.at })
			if v.serve(); len(busy) >= capacity {
				v.status, v.takes = 503, ms
				if resets {
					v.fail(reset)
				}
				return
			}
			busy = append(busy, v.at+answerTime)
		}
		w.run(t)
		w.check(t, all)
		if best := n * answerTime / capacity; best < w.elapsed*8/10 {
			t.Errorf("it took %v, the best is %v", w.elapsed, best)
		}
		if bad := share(w.from(5*time.Second), (*visit).isBad); bad >= 0.05 {
			t.Errorf("%.2f %% complaints", 100*bad)
		}
	}
}
