package hosts

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

const ms = time.Millisecond

// report prints, for now.
func TestWorlds(t *testing.T) {
	type maker func(random *rand.Rand, workers int) (codes []worldCode, server func(*visit))
	type tt struct {
		name string
		make maker
	}
	var all []tt
	broken := func(share float64, n int, how func(*visit)) maker {
		return func(random *rand.Rand, workers int) ([]worldCode, func(*visit)) {
			bad := make([]bool, n)
			for i := range bad {
				bad[i] = random.Float64() < share
			}
			return oneHost(n), func(v *visit) {
				v.takes, v.status = 20*ms, 200
				if bad[v.code] {
					how(v)
				}
			}
		}
	}
	for _, share := range []float64{0.01, 0.05, 0.2} {
		for _, status := range []int{503, 429} {
			for _, ra := range []time.Duration{0, 1, 2, 30} {
				all = append(all, tt{fmt.Sprintf("broken %g %d RA %d", share, status, ra), broken(share, 1000, func(v *visit) { v.status, v.retryAfter = status, ra*time.Second })})
			}
		}
		all = append(all, tt{fmt.Sprintf("broken %g reset", share), broken(share, 1000, func(v *visit) { v.status, v.kind = 0, "reset" })})
		all = append(all, tt{fmt.Sprintf("broken %g truncated", share), broken(share, 1000, func(v *visit) { v.kind = "truncated" })})
	}
	all = append(all, tt{"broken 0.01 hang", broken(0.01, 1000, func(v *visit) { v.status, v.kind, v.takes = 0, "timeout", 6100*ms })})
	for _, p := range []float64{0.001, 0.01, 0.05} {
		all = append(all, tt{fmt.Sprintf("random %g", p), func(random *rand.Rand, workers int) ([]worldCode, func(*visit)) {
			return oneHost(20000), func(v *visit) {
				v.takes, v.status = 20*ms, 200
				if random.Float64() < p {
					v.status = 503
				}
			}
		}})
	}
	all = append(all, tt{"twice 503", func(random *rand.Rand, workers int) ([]worldCode, func(*visit)) {
		seen := map[int]int{}
		return oneHost(100), func(v *visit) {
			v.takes, v.status = 20*ms, 200
			if seen[v.code]++; seen[v.code] < 3 {
				v.status = 503
			}
		}
	}})
	for _, c := range all {
		for _, workers := range []int{30, 300} {
			var worst, chainless float64
			lost := 0
			var el time.Duration
			for seed := range uint64(5) {
				random := rand.New(rand.NewPCG(seed, 3))
				w := &world{workers: workers, limits: Limits{Retries: 3, MaxWait: time.Minute}, seed: seed}
				w.codes, w.server = c.make(random, workers)
				w.run(t)
				var ra, longest time.Duration
				for _, v := range w.visits {
					ra, longest = max(ra, v.retryAfter), max(longest, v.takes)
				}
				chain := 1400*ms + 4*longest
				if ra > 0 {
					chain = 3*ra + 4*longest
				}
				bound := w.cost()*13/10 + ra + chain
				if r := float64(w.elapsed) / float64(bound); r > worst {
					worst, el = r, w.elapsed
				}
				chainless = max(chainless, float64(w.elapsed)/float64(w.cost()))
				good := map[int]bool{}
				for _, v := range w.visits {
					if v.status == 200 && v.kind == "" {
						good[v.code] = true
					}
				}
				for i, e := range w.ends {
					_ = i
					_ = e
				}
				lost += lostGood(w)
			}
			t.Logf("%-24s w=%-3d worst %.2f of bound, %v, lost %d", c.name, workers, worst, el.Round(ms), lost)
		}
	}
}

// lostGood counts codes that failed though their last answers would have been good later: all but those that never got 200.
func lostGood(w *world) int {
	bad := map[int]int{}
	for _, v := range w.visits {
		if v.complained() {
			bad[v.code]++
		}
	}
	lost := 0
	for i, e := range w.ends {
		if !e.ok && bad[i] == 0 {
			lost++
		}
	}
	return lost
}

func TestCaps(t *testing.T) {
	bucket := func(rate, burst float64, status int) func() func(*visit) {
		return func() func(*visit) {
			tokens, last := burst, Instant(0)
			return func(v *visit) {
				v.takes, v.status = 20*ms, 200
				tokens, last = min(tokens+rate*(v.at-last).Seconds(), burst), v.at
				if tokens < 0.999999 {
					v.status = status
					return
				}
				tokens--
			}
		}
	}
	fixed := func(status int) func() func(*visit) {
		return func() func(*visit) {
			second, n := Instant(-1), 0
			return func(v *visit) {
				v.takes, v.status = 20*ms, 200
				if at := v.at / time.Second; at != second {
					second, n = at, 0
				}
				if n++; n > 50 {
					v.status = status
				}
			}
		}
	}
	broken := func(make func() func(*visit)) func() func(*visit) {
		return func() func(*visit) {
			inner := make()
			return func(v *visit) {
				inner(v)
				if v.code%50 == 7 {
					v.status = 503
				}
			}
		}
	}
	for _, tt := range []struct {
		name string
		make func() func(*visit)
	}{
		{"bucket 1 429", bucket(50, 1, 429)}, {"bucket 1 503", bucket(50, 1, 503)},
		{"bucket 5 429", bucket(50, 5, 429)}, {"bucket 5 503", bucket(50, 5, 503)},
		{"bucket 50 429", bucket(50, 50, 429)}, {"bucket 50 503", bucket(50, 50, 503)},
		{"fixed 429", fixed(429)}, {"fixed 503", fixed(503)},
		{"bucket 5 429 + 2% broken", broken(bucket(50, 5, 429))},
		{"bucket 50 503 + 2% broken", broken(bucket(50, 50, 503))},
		{"fixed 503 + 2% broken", broken(fixed(503))},
	} {
		for _, workers := range []int{30, 300} {
			for _, n := range []int{900, 2500} {
				var minThrough, maxShare, minWhole = 2.0, 0.0, 2.0
				lost := 0
				for seed := range uint64(5) {
					w := &world{workers: workers, limits: Limits{Retries: 3, MaxWait: time.Minute}, seed: seed}
					w.codes, w.server = oneHost(n), tt.make()
					w.run(t)
					through, refused, all := 0, 0, 0
					var until Instant
					for _, e := range w.ends {
						if e.ok {
							until = max(until, e.at)
						}
					}
					for _, v := range w.visits {
						if v.at < 10*time.Second || v.code%50 == 7 {
							continue
						}
						all++
						if v.complained() {
							refused++
						}
					}
					for i, e := range w.ends {
						if e.at > 10*time.Second && e.ok {
							through++
						}
						if !e.ok && (i%50 != 7 || tt.name[len(tt.name)-6:] != "broken") {
							lost++
						}
					}
					minThrough = min(minThrough, float64(through)/(until-10*time.Second).Seconds()/50)
					maxShare = max(maxShare, float64(refused)/float64(all))
					minWhole = min(minWhole, float64(w.good())/until.Seconds()/50)
				}
				t.Logf("%-26s w=%-3d n=%-4d after 10s: %.3f of the cap, %.2f %% complaints; whole %.3f; lost %d", tt.name, workers, n, minThrough, 100*maxShare, minWhole, lost)
			}
		}
	}
}
