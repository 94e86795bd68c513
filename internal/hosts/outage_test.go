package hosts

import (
	"fmt"
	"testing"
	"time"
)

// outages are the ways in which a host that is down fails.
var outages = []struct {
	name string
	does func(*visit)
}{
	{"503", func(v *visit) { v.status = 503 }},
	{"429", func(v *visit) { v.status = 429 }},
	{"reset", func(v *visit) { v.fail(reset) }},
	{"hang", func(v *visit) { v.fail(timeout) }},
	{"stall", func(v *visit) { v.fail(stalled) }},
}

// slowest returns the duration of a request that hangs; 0 if none hangs.
func slowest(does func(*visit)) time.Duration {
	v := visit{takes: answerTime}
	does(&v)
	if v.takes > answerTime {
		return v.takes
	}
	return 0
}

// Five seconds after an outage begins, its host gets at most two requests a second. Five seconds
// after the outage ends, it gets as many as before. No code is lost. If requests hang, both take a
// timeout longer.
func TestOutage(t *testing.T) {
	const begins, ends = 5 * time.Second, 25 * time.Second
	for _, outage := range outages {
		t.Run(outage.name, func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(20 * 50 * workers)}
				w.server = func(v *visit) {
					v.serve()
					if v.at >= begins && v.at < ends {
						outage.does(v)
					}
				}
				w.run(t)
				w.check(t, all)
				slow := slowest(outage.does)
				down := w.holdups(Down)
				if len(down) != 1 || down[0].Err == nil || down[0].at < begins || down[0].at > begins+slow+3*time.Second {
					t.Errorf("told %v", w.told)
				}
				perSecond := map[Instant]int{}
				for _, v := range w.visits {
					perSecond[v.at/time.Second]++
				}
				for at := begins + slow + 5*time.Second; at < ends; at += time.Second {
					if n := perSecond[at/time.Second]; n > 2 {
						t.Errorf("%d requests in the second from %v on", n, at)
					}
				}
				full := workers * int(time.Second/answerTime)
				if at := ends + slow + 5*time.Second; perSecond[at/time.Second] < full*95/100 {
					t.Errorf("%d requests in the second from %v on, want %d", perSecond[at/time.Second], at, full)
				}
			})
		})
	}
}

// One retry is enough to lose nothing. Without retries two groups of codes are lost: the codes of
// the first requests, until there is enough evidence that the host is down, and the codes of the
// probes.
func TestOutageWithFewRetries(t *testing.T) {
	const begins, ends = time.Second, 21 * time.Second
	for _, outage := range outages {
		for _, retries := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s, %d retries", outage.name, retries), func(t *testing.T) {
				eachRun(t, func(t *testing.T, workers int, seed uint64) {
					limits := Limits{Retries: retries, MaxWait: time.Minute}
					w := &world{workers: workers, limits: limits, seed: seed, codes: oneHost(2 * 50 * workers)}
					w.server = func(v *visit) {
						if v.serve(); v.at >= begins && v.at < ends {
							outage.does(v)
						}
					}
					w.run(t)
					most := 0
					if retries == 0 {
						most = manyBad + 9*workers // 150 ms of requests, or so many failures, and the second in which the pace falls
					}
					if lost := w.lost(all); lost > most {
						t.Errorf("%d codes are lost, more than %d", lost, most)
					}
				})
			})
		}
	}
}

// No code is lost to repeated outages, each shorter than Limits.MaxWait, even if their total is
// longer.
func TestRepeatedOutages(t *testing.T) {
	for _, outage := range outages {
		t.Run(outage.name, func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				limits := usual
				limits.PerHostRate = 50
				w := &world{workers: workers, limits: limits, seed: seed, codes: oneHost(60000)}
				w.server = func(v *visit) {
					if v.serve(); v.at%(3*time.Minute) >= 160*time.Second {
						outage.does(v)
					}
				}
				w.run(t)
				w.check(t, all)
				if bound := 60000 / 50 * time.Second * 3 / 2; w.elapsed > bound {
					t.Errorf("it took %v, more than %v", w.elapsed, bound)
				}
			})
		})
	}
}

// A few codes are enough to detect that a host is down.
func TestOutageWithFewCodes(t *testing.T) {
	for _, outage := range outages {
		t.Run(outage.name, func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(7)}
				w.server = func(v *visit) {
					if v.serve(); v.at < 20*time.Second {
						outage.does(v)
					}
				}
				w.run(t)
				w.check(t, all)
			})
		})
	}
}

// The codes of a host that is down wait for Limits.MaxWait and end with an error.
func TestHostLetsNothingThrough(t *testing.T) {
	const n = 300
	for _, outage := range outages {
		for _, tt := range []struct {
			name   string
			limits Limits
			bound  time.Duration
		}{
			{"as usual", usual, 2 * usual.MaxWait},
			{"no retries", Limits{Retries: 0, MaxWait: 2 * time.Second}, 5 * time.Second},
		} {
			t.Run(outage.name+", "+tt.name, func(t *testing.T) {
				eachRun(t, func(t *testing.T, workers int, seed uint64) {
					w := &world{workers: workers, limits: tt.limits, seed: seed, codes: oneHost(n)}
					w.server = func(v *visit) { v.serve(); outage.does(v) }
					w.run(t)
					w.check(t, none)
					bound := tt.bound
					if tt.limits.Retries == 0 { // the first requests, and the last probe, may take longer than the wait
						bound += 2 * slowest(outage.does)
					}
					if w.elapsed > bound {
						t.Errorf("it took %v, more than %v", w.elapsed, bound)
					}
					if most := 6 * n; len(w.visits) > most {
						t.Errorf("%d requests, more than %d", len(w.visits), most)
					}
					for _, from := range []Instant{10 * time.Second, 20 * time.Second, 40 * time.Second} { // the intervals between probes grow
						seen := w.from(from)
						if len(seen) < 2 || seen[0].at > 2*from {
							continue
						}
						if gap, least := seen[1].at-seen[0].at, time.Duration(0.9*probeShare*float64(from)); gap < least {
							t.Errorf("after %v it is asked twice within %v, want at least %v between", from, gap, least)
						}
					}
				})
			})
		}
	}
}

// The codes of a host that is down do not slow those of another host, and end in time.
func TestHostLetsNothingThroughBesideOthers(t *testing.T) {
	for _, outage := range outages {
		t.Run(outage.name, func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				w := &world{workers: workers, limits: usual, seed: seed}
				for i := range 5050 {
					host := "good"
					if i%101 == 0 {
						host = "bad"
					}
					w.codes = append(w.codes, worldCode{host, i})
				}
				w.server = func(v *visit) {
					if v.serve(); v.host == "bad" {
						outage.does(v)
					}
				}
				w.run(t)
				w.check(t, func(i int) bool { return w.codes[i].host == "good" })
				var last Instant
				for i, e := range w.ends {
					if w.codes[i].host == "good" {
						last = max(last, e.at)
					}
				}
				alone := 5000 * answerTime / time.Duration(workers)
				if bound := alone*13/10 + time.Second; last > bound {
					t.Errorf("the good host is done after %v, more than %v", last, bound)
				}
				if bound := usual.MaxWait*5/4 + 2*slowest(outage.does); w.elapsed > bound {
					t.Errorf("it took %v, more than %v", w.elapsed, bound)
				}
			})
		})
	}
}
