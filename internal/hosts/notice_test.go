package hosts

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

// While one host works, a failing host causes no notice.
func TestNoNoticeOfOneAmongOthers(t *testing.T) {
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
		if len(w.notices) > 0 {
			t.Errorf("notices %v", w.notices)
		}
	})
}

// Stats counts the tickets in flight, the waiting tickets, the failing hosts, and the tickets that
// wait for these.
func TestStats(t *testing.T) {
	s := New(2, Limits{Retries: 1, MaxWait: time.Minute}, rand.New(rand.NewPCG(1, 1)))
	check := func(now Instant, want Stats) {
		t.Helper()
		if got := s.Stats(); got != want {
			t.Errorf("at %v: %+v, want %+v", now, got, want)
		}
	}
	check(0, Stats{})
	for slot := range 3 {
		s.Add(0, "bad", slot)
	}
	s.Add(0, "good", 3)
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
	check(0, Stats{InFlight: 2, Waiting: 2})
	s.Report(1, other, Report{Verdict: Good})
	s.Report(1, one, Report{Verdict: Failed, Retry: true, Err: errors.New("reset")})
	check(1, Stats{Waiting: 3, FailingHosts: 1, FailingWaiting: 3})
}
