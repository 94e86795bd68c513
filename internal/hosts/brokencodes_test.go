package hosts

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// If a server fails for some codes, the other codes are not slowed down. The run takes at most 1.3
// times the duration of its requests at full speed, plus one Retry-After, plus the longest chain of
// attempts for one code.
func TestBrokenCodes(t *testing.T) {
	for _, share := range []float64{0.01, 0.05, 0.2} {
		for _, how := range brokenWays() {
			t.Run(fmt.Sprintf("%g %% %s", 100*share, how.name), func(t *testing.T) {
				eachRun(t, func(t *testing.T, workers int, seed uint64) {
					broken := chosen(1000, share, seed)
					w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(1000)}
					w.server = func(v *visit) {
						v.serve()
						if broken[v.code] {
							how.breaks(v)
						}
					}
					w.run(t)
					w.check(t, func(i int) bool { return !broken[i] })
					w.checkTime(t)
				})
			})
		}
	}
}

type brokenWay struct {
	name   string
	after  time.Duration // the Retry-After; 0 for none
	breaks func(*visit)
}

// brokenWays returns the ways in which servers fail for a broken code.
func brokenWays() (ways []brokenWay) {
	for _, status := range []int{503, 429} {
		for _, after := range []time.Duration{0, time.Second, 2 * time.Second, 30 * time.Second} {
			ways = append(ways, brokenWay{fmt.Sprintf("%d, Retry-After %v", status, after), after,
				func(v *visit) { v.status, v.retryAfter = status, after }})
		}
	}
	for _, k := range []kind{reset, truncated} {
		ways = append(ways, brokenWay{string(k), 0, func(v *visit) { v.fail(k) }})
	}
	return ways
}

// chosen returns, for each of n codes, whether it belongs to a random share of them.
func chosen(n int, share float64, seed uint64) []bool {
	random := rand.New(rand.NewPCG(seed, 3))
	is := make([]bool, n)
	for i := range is {
		is[i] = random.Float64() < share
	}
	return is
}

// checkTime compares the duration of the run with the time that its requests need.
func (w *world) checkTime(t *testing.T) {
	t.Helper()
	var after, longest time.Duration
	for _, v := range w.visits {
		after, longest = max(after, v.retryAfter), max(longest, v.takes)
	}
	chain := 4 * longest
	if after > 0 {
		chain += 3 * after
	} else {
		chain += (200 + 400 + 800) * ms
	}
	if bound := w.cost()*13/10 + after + chain; w.elapsed > bound {
		t.Errorf("it took %v; its %d requests cost %v and allow %v", w.elapsed, len(w.visits), w.cost(), bound)
	}
}

// If most codes are broken, a pace does not help and is given up. A broken code is retried, but not
// for ever.
func TestMostCodesBroken(t *testing.T) {
	for _, share := range []float64{0.4, 0.5, 0.6, 0.7} {
		t.Run(fmt.Sprint(share), func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				const n = 1000
				broken := chosen(n, share, seed)
				w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(n)}
				w.server = func(v *visit) {
					if v.serve(); broken[v.code] {
						v.status = 503
					}
				}
				w.run(t)
				w.check(t, func(i int) bool { return !broken[i] })
				if bound := 10 * time.Second; share < 0.7 && w.elapsed > bound || w.elapsed > usual.MaxWait {
					t.Errorf("it took %v", w.elapsed)
				}
				if most := n + int(share*n)*(2+2*usual.Retries); len(w.visits) > most {
					t.Errorf("%d requests, more than %d", len(w.visits), most)
				}
			})
		})
	}
}

// Broken codes may be neighbours in a list. The codes after them still get their files, within a
// time limit.
func TestBlockOfBrokenCodes(t *testing.T) {
	for _, block := range []int{40, 100, 500} {
		for _, how := range brokenWays() {
			if block == 500 && how.after > 5*time.Second { // a host that asks for more than Limits.MaxWait
				continue
			}
			t.Run(fmt.Sprintf("%d codes, %s", block, how.name), func(t *testing.T) {
				eachRun(t, func(t *testing.T, workers int, seed uint64) {
					const first = 900
					isBroken := func(i int) bool { return first <= i && i < first+block }
					w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(5000)}
					w.server = func(v *visit) {
						if v.serve(); isBroken(v.code) {
							how.breaks(v)
						}
					}
					w.run(t)
					w.check(t, func(i int) bool { return !isBroken(i) })
					if bound := 5 * usual.MaxWait; w.elapsed > bound {
						t.Errorf("it took %v, more than %v", w.elapsed, bound)
					}
				})
			})
		}
	}
}

// A code whose request hangs costs its timeouts, and these are spread over the workers.
func TestHangingCodes(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		hangs := chosen(1000, 0.01, seed)
		w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(1000)}
		w.server = func(v *visit) {
			v.serve()
			if hangs[v.code] {
				v.fail(timeout)
			}
		}
		w.run(t)
		w.check(t, func(i int) bool { return !hangs[i] })
		w.checkTime(t)
	})
}

// Complaints at random do not slow the run, since a lower pace would not make them fewer.
func TestRandomComplaints(t *testing.T) {
	for _, p := range []float64{0.001, 0.01, 0.05} {
		for _, status := range []int{503, 429} {
			t.Run(fmt.Sprintf("%d, %g %%", status, 100*p), func(t *testing.T) {
				eachRun(t, func(t *testing.T, workers int, seed uint64) {
					random := rand.New(rand.NewPCG(seed, 3))
					w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(20000)}
					w.server = func(v *visit) {
						v.serve()
						if random.Float64() < p {
							v.status = status
						}
					}
					w.run(t)
					complaints := make([]int, len(w.codes))
					for _, v := range w.visits {
						if v.isBad() {
							complaints[v.code]++
						}
					}
					w.check(t, func(i int) bool { return complaints[i] <= usual.Retries || w.ends[i].ok })
					alone := 20000 * answerTime / time.Duration(workers)
					if bound := alone*13/10 + 1400*ms + 4*answerTime; w.elapsed > bound {
						t.Errorf("it took %v, more than %v", w.elapsed, bound)
					}
				})
			})
		}
	}
}

// If a server answers 503 twice for each code and then serves it, the run is slower by the backoff
// only.
func TestCodesServedTheThirdTime(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(100)}
		seen := map[int]int{}
		w.server = func(v *visit) {
			v.serve()
			if seen[v.code]++; seen[v.code] < 3 {
				v.status = 503
			}
		}
		w.run(t)
		w.check(t, all)
		if bound := w.cost()*13/10 + (200+400)*ms + 3*answerTime; w.elapsed > bound {
			t.Errorf("it took %v, more than %v", w.elapsed, bound)
		}
	})
}
