package hosts

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// lookupWorld returns a world with 5,000 codes of 50 hosts. While isDown returns true, each lookup
// fails after 5 s.
func lookupWorld(workers int, seed uint64, limits Limits, isDown func(Instant) bool) *world {
	w := &world{workers: workers, limits: limits, seed: seed}
	for i := range 5000 {
		w.codes = append(w.codes, worldCode{fmt.Sprint("h", i%50), i})
	}
	w.server = func(v *visit) {
		v.lookup = LookupAnswered
		if v.serve(); isDown(v.at) {
			v.lookup = LookupFailed
			v.fail(reset)
			v.takes = lookupTime
		}
	}
	return w
}

const lookupTime = 5 * time.Second

// While no name can be looked up, all codes wait, and there is one notice. No code is lost.
func TestResolverDown(t *testing.T) {
	for _, begins := range []Instant{0, 100 * ms} {
		t.Run(fmt.Sprint("from ", begins), func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				const down = 10 * time.Second
				w := lookupWorld(workers, seed, usual, func(at Instant) bool { return at >= begins && at < begins+down })
				w.run(t)
				w.check(t, all)
				if told := w.holdups(NoLookups); len(told) != 1 || told[0].at > begins+lookupTime+silentFor+2*time.Second {
					t.Errorf("told %v", w.told)
				}
				failed := 0
				for _, v := range w.visits {
					if v.lookup == LookupFailed {
						failed++
					}
				}
				if most := 2*workers + 20; failed > most {
					t.Errorf("%d requests failed, more than %d", failed, most)
				}
				if bound := begins + down + 2*lookupTime + 10*time.Second; w.elapsed > bound {
					t.Errorf("it took %v, more than %v", w.elapsed, bound)
				}
			})
		})
	}
}

// If the resolver stays down, the codes end after Limits.MaxWait.
func TestResolverStaysDown(t *testing.T) {
	for _, limits := range []Limits{usual, {Retries: 0, MaxWait: 2 * time.Second}} {
		t.Run(fmt.Sprint(limits.MaxWait), func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				w := lookupWorld(workers, seed, limits, func(Instant) bool { return true })
				w.run(t)
				w.check(t, none)
				if bound := limits.MaxWait*5/4 + 4*lookupTime; w.elapsed > bound {
					t.Errorf("it took %v, more than %v", w.elapsed, bound)
				}
				if len(w.holdups(NoLookups)) != 1 {
					t.Errorf("told %v", w.told)
				}
			})
		})
	}
}

// If one name can't be looked up and others can, only the codes of its host are affected.
func TestOneNameCannotBeLookedUp(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		w := lookupWorld(workers, seed, usual, func(Instant) bool { return false })
		serve := w.server
		w.server = func(v *visit) {
			if serve(v); v.host == "h7" {
				v.lookup = LookupFailed
				v.fail(reset)
			}
		}
		w.run(t)
		w.check(t, func(i int) bool { return w.codes[i].host != "h7" })
		if told := w.holdups(NoLookups); len(told) > 0 {
			t.Errorf("told %v", told)
		}
	})
}

// With few codes, even one, the notice comes within a few seconds too.
func TestResolverDownWithFewCodes(t *testing.T) {
	for _, n := range []int{1, 3} {
		w := &world{workers: 30, limits: usual}
		for i := range n {
			w.codes = append(w.codes, worldCode{fmt.Sprint("h", i), i})
		}
		w.server = func(v *visit) {
			v.lookup = LookupFailed
			v.fail(reset)
			v.takes = ms
		}
		w.run(t)
		if told := w.holdups(NoLookups); len(told) != 1 || told[0].at > 4*time.Second {
			t.Errorf("%d codes: told %v", n, told)
		}
	}
}

// If a third of the names can't be looked up, the codes of the other hosts get their files.
func TestSomeNamesCannotBeLookedUp(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		w := lookupWorld(workers, seed, usual, func(Instant) bool { return false })
		isBroken := func(code int) bool { return w.codes[code].number%3 == 0 }
		for i := range w.codes {
			w.codes[i].host = fmt.Sprint("h", i%51)
		}
		serve := w.server
		w.server = func(v *visit) {
			if serve(v); isBroken(v.code) {
				v.lookup = LookupFailed
				v.fail(reset)
				v.takes = ms
			}
		}
		w.run(t)
		w.check(t, func(i int) bool { return !isBroken(i) })
		if told := w.holdups(NoLookups); len(told) > 0 {
			t.Errorf("told %v", told)
		}
		if bound := usual.MaxWait * 5 / 4; w.elapsed > bound {
			t.Errorf("it took %v, more than %v", w.elapsed, bound)
		}
	})
}

// If most lookups are dropped, long rows of failures are frequent. The notices about them are few,
// and nearly all codes get their files. A host is lost if some seven probes in a minute fail by
// chance.
func TestMostLookupsAreDropped(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 3))
		connected := map[string]bool{}
		w := lookupWorld(workers, seed, usual, func(Instant) bool { return false })
		serve := w.server
		w.server = func(v *visit) {
			serve(v)
			switch {
			case connected[v.host]:
				v.lookup = NoLookup
			case random.Float64() < 0.6:
				v.lookup = LookupFailed
				v.fail(reset)
				v.takes = lookupTime
			default:
				connected[v.host] = true
			}
		}
		w.run(t)
		if lost := w.lost(all); lost > len(w.codes)/20 {
			t.Errorf("%d of %d codes are lost", lost, len(w.codes))
		}
		if told := w.holdups(NoLookups); len(told) > 20 {
			t.Errorf("told %d times in %v", len(told), w.elapsed)
		}
	})
}
