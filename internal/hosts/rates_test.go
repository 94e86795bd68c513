package hosts

import (
	"fmt"
	"testing"
	"time"
)

// codesOf returns n codes of each of several hosts, in turn.
func codesOf(hosts, n int) (codes []worldCode) {
	for i := range n {
		for h := range hosts {
			codes = append(codes, worldCode{fmt.Sprint("h", h), i})
		}
	}
	return codes
}

// gaps returns the shortest time between two visits to one host, and between any two visits.
func (w *world) gaps() (ofHost, ofAll time.Duration) {
	ofHost, ofAll = Never, Never
	last := map[string]Instant{}
	for i, v := range w.visits {
		if before, ok := last[v.host]; ok {
			ofHost = min(ofHost, v.at-before)
		}
		if i > 0 {
			ofAll = min(ofAll, v.at-w.visits[i-1].at)
		}
		last[v.host] = v.at
	}
	return ofHost, ofAll
}

// uneven serves a visit, after 100 to 520 ms.
func uneven(v *visit) {
	v.serve()
	v.takes = time.Duration(100+70*(v.code%7)) * ms
}

// cappedUntil returns a server that allows a number of requests a second until an instant, one by
// one.
func cappedUntil(rate float64, until Instant) func(*visit) {
	allows := tokenBucket(rate, 1)
	return func(v *visit) {
		if v.serve(); v.at < until && !allows(v.at) {
			v.status = 429
		}
	}
}

// If timers are on time, no two requests are closer together than the rates allow, whatever else
// holds a request back.
func TestRatesTogether(t *testing.T) {
	for _, tt := range []struct {
		name    string
		workers int
		limits  Limits
		codes   []worldCode
		server  func(*visit)
	}{
		{"as many a second as hosts", 100, Limits{Rate: 37, PerHostRate: 1, Continues: true}, codesOf(37, 30), uneven},
		{"fewer a second than the hosts allow", 100, Limits{Rate: 6, PerHostRate: 3}, codesOf(3, 40), (*visit).serve},
		{"all workers are busy", 2, Limits{PerHostRate: 2}, codesOf(3, 40), uneven},
		{"the host asks for a pause", 100, Limits{Rate: 0.15, PerHostRate: 0.1, Retries: 3, MaxWait: time.Minute}, codesOf(2, 20),
			func(v *visit) {
				if v.serve(); v.code%5 == 3 && v.attempt == 1 {
					v.status, v.retryAfter = 429, 15*time.Second
				}
			}},
		{"the pace is slower", 100, Limits{PerHostRate: 20, Retries: 3, MaxWait: time.Minute}, codesOf(1, 400),
			cappedUntil(10, 10*time.Second)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := &world{workers: tt.workers, limits: tt.limits, codes: tt.codes, server: tt.server}
			w.run(t)
			ofHost, ofAll := w.gaps()
			if want := every(tt.limits.PerHostRate); ofHost < want {
				t.Errorf("%v between two requests to a host, want %v", ofHost, want)
			}
			if want := every(tt.limits.Rate); ofAll < want {
				t.Errorf("%v between two requests, want %v", ofAll, want)
			}
		})
	}
}

// Timers that fire late cost no throughput.
func TestRatesWithLateTimers(t *testing.T) {
	const n, late = 1000, 3 * ms
	for _, tt := range []struct {
		limits Limits
		every  time.Duration // the time that each request takes
	}{
		{Limits{PerHostRate: 100}, 10 * ms},
		{Limits{PerHostRate: 2000}, ms / 2},
		{Limits{Rate: 100}, 10 * ms},
		{Limits{Rate: 2000}, ms / 2},
		{Limits{Rate: 200, PerHostRate: 100}, 10 * ms},
		{Limits{Rate: 100, PerHostRate: 100}, 10 * ms},
		{Limits{Rate: 1000, PerHostRate: 1000}, ms},
		{Limits{Rate: 1000, PerHostRate: 1100}, ms},
	} {
		t.Run(fmt.Sprintf("%v a second, %v for a host", tt.limits.Rate, tt.limits.PerHostRate), func(t *testing.T) {
			w := &world{workers: 200, limits: tt.limits, codes: codesOf(1, n), server: (*visit).serve, late: late}
			w.run(t)
			if want := (n-1)*tt.every + answerTime; w.elapsed < want || w.elapsed > want+2*late {
				t.Errorf("it took %v, want %v", w.elapsed, want)
			}
		})
	}
}
