package hosts

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A limiter reports whether a request at an instant is within the cap of its server.
type limiter func(at Instant) bool

// tokenBucket returns a limiter with a rate a second and a burst.
func tokenBucket(rate, burst float64) limiter {
	left, last := burst, Instant(0)
	return func(at Instant) bool {
		left, last = min(left+rate*(at-last).Seconds(), burst), at
		if left < 0.999999 {
			return false
		}
		left--
		return true
	}
}

// eachSecond returns a limiter that allows n requests in each second of the clock.
func eachSecond(n int) limiter {
	second, asked := Instant(-1), 0
	return func(at Instant) bool {
		if s := at / time.Second; s != second {
			second, asked = s, 0
		}
		asked++
		return asked <= n
	}
}

const cap50 = 50.0 // requests a second

// caps are the limiters of servers that allow 50 requests a second.
var caps = []struct {
	name string
	make func() limiter
}{
	{"one in 20 ms", func() limiter { return tokenBucket(cap50, 1) }},
	{"bucket of 5", func() limiter { return tokenBucket(cap50, 5) }},
	{"bucket of 50", func() limiter { return tokenBucket(cap50, 50) }},
	{"a number each second", func() limiter { return eachSecond(cap50) }},
}

// eachCap calls f for each cap, with 429 and with 503 as the complaint.
func eachCap(t *testing.T, f func(t *testing.T, workers int, seed uint64, newLimiter func() limiter, status int)) {
	for _, c := range caps {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprintf("%s, %d", c.name, status), func(t *testing.T) {
				eachRun(t, func(t *testing.T, workers int, seed uint64) { f(t, workers, seed, c.make, status) })
			})
		}
	}
}

const settled = 10 * time.Second

// The scheduler finds the pace of a host with a cap, and keeps it with few complaints.
func TestCaps(t *testing.T) {
	eachCap(t, func(t *testing.T, workers int, seed uint64, newLimiter func() limiter, status int) {
		for _, n := range []int{900, 2500} {
			allows := newLimiter()
			var let []Instant
			w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(n)}
			w.server = func(v *visit) {
				if v.serve(); allows(v.at) {
					let = append(let, v.at)
				} else {
					v.status = status
				}
			}
			w.run(t)
			w.check(t, all)
			if rate := rateFrom(let, settled); rate < 0.9*cap50 {
				t.Errorf("%d codes: %.1f a second after %v", n, rate, settled)
			}
			if rate := rateFrom(let, 0); rate < 0.85*cap50 {
				t.Errorf("%d codes: %.1f a second in all", n, rate)
			}
			late := w.from(settled)
			bad := share(late, (*visit).isBad)
			// 900 codes leave some 400 requests, too few for a share: there are a few complaints
			// while the pace settles
			if complaints := bad * float64(len(late)); bad >= 0.01 && (n == 2500 || complaints > 8.5) {
				t.Errorf("%d codes: %.2f %% complaints after %v", n, 100*bad, settled)
			}
		}
	})
}

// If each complaint of a host has a Retry-After, the host is paused, and the scheduler still finds
// its pace.
func TestCapsWithRetryAfter(t *testing.T) {
	eachCap(t, func(t *testing.T, workers int, seed uint64, newLimiter func() limiter, status int) {
		allows := newLimiter()
		var let []Instant
		w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(2500)}
		w.server = func(v *visit) {
			if v.serve(); allows(v.at) {
				let = append(let, v.at)
			} else {
				v.status, v.retryAfter = status, time.Second
			}
		}
		w.run(t)
		w.check(t, all)
		if rate := rateFrom(let, settled); rate < 0.85*cap50 {
			t.Errorf("%.1f a second after %v", rate, settled)
		}
	})
}

// If 2 % of the codes are broken, the scheduler still keeps the pace, since their complaints are
// not evidence about it. The results are random, so the test checks the mean of 20 runs, and that
// no run is much worse.
func TestCapsWithBrokenCodes(t *testing.T) {
	eachMixedCap(t, func(t *testing.T, workers int, newLimiter func() limiter, status int) {
		const n, runs = 2500, 20
		var late, whole, complaints, worst float64
		least := cap50
		for seed := range uint64(runs) {
			broken := chosen(n, 0.02, seed)
			let, w := mixed(t, workers, seed, newLimiter(), status, func(v *visit) bool { return broken[v.code] })
			if lost := w.lost(func(i int) bool { return !broken[i] }); lost > 0 {
				t.Errorf("seed %d: %d codes are lost", seed, lost)
			}
			late += rateFrom(let, settled) / runs
			whole += rateFrom(let, 0) / runs
			good := slices.DeleteFunc(slices.Clone(w.from(settled)), func(v visit) bool { return broken[v.code] })
			bad := share(good, (*visit).isBad)
			complaints += bad / runs
			worst = max(worst, bad)
			least = min(least, rateFrom(let, 0))
		}
		if late < 0.85*cap50 || whole < 0.85*cap50 || complaints >= 0.01 {
			t.Errorf("%.1f a second after %v with %.2f %% complaints from good codes; %.1f a second in all",
				late, settled, 100*complaints, whole)
		}
		if least < 0.84*cap50 || worst >= 0.017 {
			t.Errorf("in the worst runs %.1f a second, and %.2f %% complaints from good codes", least, 100*worst)
		}
	})
}

// If a server also complains at random, the pace does not collapse.
func TestCapsWithRandomComplaints(t *testing.T) {
	eachMixedCap(t, func(t *testing.T, workers int, newLimiter func() limiter, status int) {
		const runs = 6
		var whole, least float64 = 0, cap50
		for seed := range uint64(runs) {
			random := rand.New(rand.NewPCG(seed, 3))
			let, w := mixed(t, workers, seed, newLimiter(), status, func(*visit) bool { return random.Float64() < 0.01 })
			w.check(t, all)
			whole += rateFrom(let, 0) / runs
			least = min(least, rateFrom(let, 0))
		}
		if whole < 0.8*cap50 || least < 0.65*cap50 {
			t.Errorf("%.1f a second in all; in the worst run %.1f", whole, least)
		}
	})
}

// eachMixedCap calls f for each cap, with 429 and with 503, with 30 and with 300 workers.
func eachMixedCap(t *testing.T, f func(t *testing.T, workers int, newLimiter func() limiter, status int)) {
	for _, c := range caps {
		for _, status := range []int{429, 503} {
			for _, workers := range []int{30, 300} {
				t.Run(fmt.Sprintf("%s, %d, %d workers", c.name, status, workers), func(t *testing.T) { f(t, workers, c.make, status) })
			}
		}
	}
}

// mixed runs 2,500 codes against a server with a cap. The server also answers 503 to the requests
// within its cap for which complains returns true. mixed returns the instants of the requests
// within the cap.
func mixed(
	t *testing.T, workers int, seed uint64, allows limiter, status int, complains func(*visit) bool,
) (let []Instant, w *world) {
	t.Helper()
	w = &world{workers: workers, limits: usual, seed: seed, codes: oneHost(2500)}
	w.server = func(v *visit) {
		v.serve()
		if !allows(v.at) {
			v.status = status
			return
		}
		let = append(let, v.at)
		if complains(v) {
			v.status = 503
		}
	}
	w.run(t)
	return let, w
}

// If a cap becomes lower or higher or is removed, the scheduler finds the new pace within ten
// seconds.
func TestCapThatChanges(t *testing.T) {
	for _, burst := range []float64{5, 50} {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprintf("bucket of %v, %d", burst, status), func(t *testing.T) { eachRun(t, changingCap(burst, status)) })
		}
	}
}

func changingCap(burst float64, status int) func(t *testing.T, workers int, seed uint64) {
	return func(t *testing.T, workers int, seed uint64) {
		w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(20*50 + 20*10 + 20000)}
		allows := []limiter{tokenBucket(50, burst), tokenBucket(10, burst), func(Instant) bool { return true }}
		w.server = func(v *visit) {
			if v.serve(); !allows[min(v.at/(20*time.Second), 2)](v.at) {
				v.status = status
			}
		}
		w.run(t)
		most := 0
		if burst > 5 {
			most = 4 // the burst hides that the cap has fallen
		}
		if lost := w.lost(all); lost > most {
			t.Errorf("%d codes are lost, more than %d", lost, most)
		}
		for _, tt := range []struct {
			from        Instant // ten seconds after a change
			least, most float64 // files a second, in the ten seconds from then on
		}{
			{10 * time.Second, 0.9 * 50, 51}, {30 * time.Second, 0.9 * 10, 11},
		} {
			visits := slices.DeleteFunc(slices.Clone(w.from(tt.from)), func(v visit) bool { return v.at >= tt.from+10*time.Second })
			good := float64(len(visits)) * (1 - share(visits, (*visit).isBad)) / 10
			if good < tt.least || good > tt.most {
				t.Errorf("from %v on %.1f files a second, want %v to %v", tt.from, good, tt.least, tt.most)
			}
		}
		full := float64(workers) / answerTime.Seconds() // requests a second
		if w.elapsed > 50*time.Second+time.Duration(20000/full*float64(time.Second)) {
			t.Errorf("it took %v", w.elapsed)
		}
	}
}

// rateFrom returns the number of instants a second from an instant on.
func rateFrom(instants []Instant, from Instant) float64 {
	n := 0
	for _, at := range instants {
		if at >= from {
			n++
		}
	}
	return float64(n) / (slices.Max(instants) - from).Seconds()
}
