package hosts

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// lookupWorld returns a world with 5,000 codes of 50 hosts. While isDown returns true, each lookup
// fails, after the time that it takes.
func lookupWorld(workers int, seed uint64, limits Limits, takes time.Duration, isDown func(Instant) bool) *world {
	w := &world{workers: workers, limits: limits, seed: seed}
	for i := range 5000 {
		w.codes = append(w.codes, worldCode{fmt.Sprint("h", i%lookupHosts), i})
	}
	w.server = func(v *visit) {
		v.lookup = LookupAnswered
		if v.serve(); isDown(v.at) {
			v.lookup = LookupFailed
			v.fail(reset)
			v.takes = takes
		}
	}
	return w
}

const (
	lookupHosts = 50
	lookupTime  = 5 * time.Second // of a name server that does not answer
)

// lookupTimes are the times of lookups that fail: no server answers, or a name server refuses.
var lookupTimes = []time.Duration{lookupTime, ms}

// While no name can be looked up, all codes wait, and there is one notice. No code is lost. Without
// retries the codes in flight are lost, one code of each host that has answered, and the codes of
// the probes.
func TestResolverDown(t *testing.T) {
	for _, begins := range []Instant{0, 100 * ms} {
		for _, takes := range lookupTimes {
			for _, retries := range []int{0, 1, 3} {
				t.Run(fmt.Sprintf("from %v, lookups of %v, %d retries", begins, takes, retries), func(t *testing.T) {
					eachRun(t, resolverDown10s(begins, takes, Limits{Retries: retries, MaxWait: time.Minute}))
				})
			}
		}
	}
}

func resolverDown10s(begins Instant, takes time.Duration, limits Limits) func(t *testing.T, workers int, seed uint64) {
	return func(t *testing.T, workers int, seed uint64) {
		const down = 10 * time.Second
		w := lookupWorld(workers, seed, limits, takes, func(at Instant) bool { return at >= begins && at < begins+down })
		w.run(t)
		if limits.Retries > 0 {
			w.check(t, all)
		}
		if told := w.holdups(NoLookups); len(told) != 1 || told[0].at > begins+takes+silentFor+2*time.Second {
			t.Errorf("told %v", w.told)
		}
		failed := 0
		for _, v := range w.visits {
			if v.lookup == LookupFailed {
				failed++
			}
		}
		if most := workers + lookupHosts; failed > most {
			t.Errorf("%d requests failed, more than %d", failed, most)
		}
		if lost := w.lost(all); lost > failed {
			t.Errorf("%d codes are lost, of which %d were asked for in vain", lost, failed)
		}
		if bound := begins + down + 2*takes + 10*time.Second; w.elapsed > bound {
			t.Errorf("it took %v, more than %v", w.elapsed, bound)
		}
	}
}

// Codes end after Limits.MaxWait when the resolver stays down, and not before.
func TestResolverStaysDown(t *testing.T) {
	for _, limits := range []Limits{usual, {Retries: 0, MaxWait: time.Minute}, {Retries: 0, MaxWait: 2 * time.Second}} {
		for _, takes := range lookupTimes {
			t.Run(fmt.Sprintf("%d retries, %v, lookups of %v", limits.Retries, limits.MaxWait, takes), func(t *testing.T) {
				eachRun(t, func(t *testing.T, workers int, seed uint64) {
					w := lookupWorld(workers, seed, limits, takes, func(Instant) bool { return true })
					w.run(t)
					w.check(t, none)
					if least := limits.MaxWait * 98 / 100; w.elapsed < least {
						t.Errorf("it took %v, less than %v", w.elapsed, least)
					}
					if bound := limits.MaxWait*5/4 + 4*takes; w.elapsed > bound {
						t.Errorf("it took %v, more than %v", w.elapsed, bound)
					}
					if len(w.holdups(NoLookups)) != 1 {
						t.Errorf("told %v", w.told)
					}
				})
			})
		}
	}
}

// If so many lookups fail at once that the resolver may be down, one request is sent after a
// second. If its lookup succeeds, all requests continue.
func TestResolverInDoubt(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		w := &world{workers: workers, limits: Limits{MaxWait: time.Minute}, seed: seed}
		for i := range 2 * workers {
			w.codes = append(w.codes, worldCode{fmt.Sprint("h", i), i})
		}
		w.server = func(v *visit) {
			v.lookup = LookupAnswered
			if v.serve(); v.at < 500*ms {
				v.lookup = LookupFailed
				v.fail(reset)
				v.takes = ms
			}
		}
		w.run(t)
		if lost := w.lost(all); lost != workers {
			t.Errorf("%d codes are lost, want the %d of the requests in flight", lost, workers)
		}
		if probe, want := w.visits[workers].at, silentFor; probe != want {
			t.Errorf("one request goes after %v, want %v", probe, want)
		}
		if want := silentFor + 2*answerTime; w.elapsed != want {
			t.Errorf("it took %v, want %v", w.elapsed, want)
		}
		if len(w.told) > 0 {
			t.Errorf("told %v", w.told)
		}
	})
}

// Answers to requests that were sent before the lookups failed are not evidence about the resolver.
func TestResolverDownWhileEarlierAnswersCome(t *testing.T) {
	for _, tt := range []struct {
		first  Lookup
		rounds int // of the other workers, until there are enough failures
	}{{NoLookup, 1}, {LookupAnswered, 2}} {
		t.Run(fmt.Sprint("first ", tt.first), func(t *testing.T) {
			const begins, slowHosts, probes = 10 * ms, 20, 10
			w := &world{workers: 30, limits: Limits{MaxWait: time.Minute}}
			for i := range 1000 {
				w.codes = append(w.codes, worldCode{fmt.Sprint("h", i), i})
			}
			w.server = func(v *visit) {
				switch v.serve(); {
				case v.at >= begins && v.at < 10*time.Second:
					v.lookup = LookupFailed
					v.fail(reset)
					v.takes = ms
				case v.code < slowHosts:
					v.lookup = LookupAnswered
					v.takes = silentFor + time.Duration(v.code+1)*100*ms
				default:
					v.lookup = tt.first
				}
			}
			w.run(t)
			if lost, most := w.lost(all), tt.rounds*(w.workers-slowHosts)+probes; lost > most {
				t.Errorf("%d codes are lost, more than %d", lost, most)
			}
		})
	}
}

// While the resolver may be down, no code has to make room.
func TestResolverInDoubtEvictsNothing(t *testing.T) {
	s := New(30, usual, rand.New(rand.NewPCG(1, 2)))
	for slot := range 2 {
		s.Add(0, 0, fmt.Sprint("h", slot), slot)
		ticket := s.Offer(0, true)
		s.Sent(0, ticket)
		s.Report(1, ticket, Report{Verdict: Failed, Retry: true, Lookup: LookupFailed, Err: errWorld})
	}
	s.Wake(failingFor)
	s.Evict(2 * failingFor)
	if wait := s.UntilEvict(2 * failingFor); wait != Never || s.HasEnded() {
		t.Errorf("it may evict after %v, and has: %v", wait, s.HasEnded())
	}
}

// If the names of the first hosts can't be looked up, hosts that need no lookup are served, one
// after the other.
func TestResolverInDoubtBesideAddresses(t *testing.T) {
	for _, limits := range []Limits{usual, {Retries: 0, MaxWait: time.Minute}} {
		t.Run(fmt.Sprint(limits.Retries, " retries"), func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				const n = 1000
				w := &world{workers: workers, limits: limits, seed: seed}
				for i := range n {
					w.codes = append(w.codes, worldCode{fmt.Sprint("h", i), i})
				}
				w.server = func(v *visit) {
					if v.serve(); v.code < 2 {
						v.lookup = LookupFailed
						v.fail(reset)
						v.takes = ms
					}
				}
				w.run(t)
				w.check(t, func(i int) bool { return i >= 2 })
				var last Instant
				for i, e := range w.ends {
					if i >= 2 {
						last = max(last, e.at)
					}
				}
				if bound := n*answerTime + 10*time.Second; last > bound {
					t.Errorf("they were had after %v, more than %v", last, bound)
				}
			})
		})
	}
}

// If one name can't be looked up and others can, only the codes of its host are affected.
func TestOneNameCannotBeLookedUp(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		w := lookupWorld(workers, seed, usual, lookupTime, func(Instant) bool { return false })
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
		w := lookupWorld(workers, seed, usual, lookupTime, func(Instant) bool { return false })
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
		w := lookupWorld(workers, seed, usual, lookupTime, func(Instant) bool { return false })
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

// Dead names at the beginning of a list, with several codes each, do not keep names that can be
// looked up from being tried.
func TestDeadNamesFirst(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		for _, takes := range append([]time.Duration{20 * time.Second}, lookupTimes...) {
			w := lookupWorld(workers, seed, Limits{Retries: 3, MaxWait: 30 * time.Second}, takes, func(Instant) bool { return false })
			w.codes = nil
			for i := range 400 {
				host := fmt.Sprint("dead", i%100)
				if i >= 300 {
					host = fmt.Sprint("ok", i)
				}
				w.codes = append(w.codes, worldCode{host, i})
			}
			serve := w.server
			w.server = func(v *visit) {
				if serve(v); v.host[0] == 'd' {
					v.lookup = LookupFailed
					v.fail(reset)
					v.takes = takes
				}
			}
			w.run(t)
			if lost := w.lost(func(i int) bool { return i >= 300 }); lost > 0 {
				t.Errorf("lookups of %v: %d of 100 codes are lost", takes, lost)
			}
		}
	})
}
