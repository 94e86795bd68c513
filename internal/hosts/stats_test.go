package hosts

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

// While one host works, a failing host is not a holdup.
func TestNoHoldupByOneAmongOthers(t *testing.T) {
	eachRun(t, func(t *testing.T, workers int, seed uint64) {
		w := &world{workers: workers, limits: usual, seed: seed}
		for range 1000 * workers {
			w.codes = append(w.codes, worldCode{host: "good"})
		}
		for i := range 20 {
			w.codes[100+i].host = "bad"
		}
		w.server = func(v *visit) {
			v.serve()
			if v.host == "bad" && v.at < 4*time.Second {
				v.status = 503
			}
		}
		w.run(t)
		w.check(t, all)
		if len(w.told) > 0 {
			t.Errorf("told %v", w.told)
		}
	})
}

// Stats counts the tickets in flight, the waiting tickets, the failing hosts, and the tickets that
// wait for these.
func TestStats(t *testing.T) {
	s := New(2, Limits{Retries: 1, MaxWait: time.Minute}, rand.New(rand.NewPCG(1, 1)))
	check := func(now Instant, want Stats) {
		t.Helper()
		if got := s.Stats(now); got != want {
			t.Errorf("at %v: %+v, want %+v", now, got, want)
		}
	}
	check(0, Stats{})
	for slot := range 3 {
		s.Add(0, 0, "bad", slot)
	}
	s.Add(0, 0, "good", 3)
	check(0, Stats{Waiting: 4})
	send := func(now Instant) *Ticket {
		t.Helper()
		ticket := s.Offer(now, false)
		if ticket == nil {
			t.Fatalf("at %v nothing may go", now)
		}
		s.Sent(now, ticket)
		return ticket
	}
	one, other := send(0), send(0)
	if one.Host() != "bad" {
		one, other = other, one
	}
	check(20, Stats{Sent: 2, InFlight: 2, Waiting: 2, Holdup: Holdup{Kind: NoAnswers, Host: "bad", Hosts: 2, Waiting: 1, Wait: 20}})
	s.Report(1, other, Report{Verdict: Good})
	s.Report(1, one, Report{Verdict: Failed, Retry: true, Err: errors.New("reset")})
	check(1, Stats{Sent: 2, Waiting: 3, FailingHosts: 1, FailingWaiting: 3})
}

// If one host holds up a run, Stats shows the kind of holdup within two seconds. There is one
// notice of it.
func TestHoldups(t *testing.T) {
	const begins = 4 * time.Second
	for _, tt := range []struct {
		name string
		does func() func(*visit)
		want HoldupKind
	}{
		{"503 to all", always(func(v *visit) { v.status = 503 }), Down},
		{"refuses", always(func(v *visit) { v.fail(reset); v.takes = ms }), Down},
		{"Retry-After", always(func(v *visit) {
			if v.at < begins+20*time.Second {
				v.status, v.retryAfter = 429, 30*time.Second
			}
		}), Paused},
		{"a cap of 20 a second", func() func(*visit) { return capped(20) }, Paced},
	} {
		t.Run(tt.name, func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(6*50*workers + 600)}
				does := tt.does()
				w.server = func(v *visit) {
					if v.serve(); v.at >= begins {
						does(v)
					}
				}
				w.run(t)
				told := w.holdups(tt.want)
				if len(told) != 1 || told[0].at < begins || told[0].at > begins+3*time.Second || told[0].Host != "h" {
					t.Errorf("told %+v", w.told)
				}
			})
		})
	}
}

func always(does func(*visit)) func() func(*visit) { return func() func(*visit) { return does } }

// capped returns a server that answers n requests a second with 200, and the others with 429.
func capped(n int) func(*visit) {
	served := map[Instant]int{}
	return func(v *visit) {
		if second := v.at / time.Second; served[second] >= n {
			v.status = 429
		} else {
			served[second]++
		}
	}
}
