package flagserver

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A drawn is the delay and the error of one answer.
type drawn struct {
	Delay  time.Duration
	Teapot bool
}

func (m *faults) next(path string) drawn {
	delay, teapot := m.draw(path)
	return drawn{delay, teapot}
}

func faulty(seed uint64) Options {
	return Options{
		Countries: map[string]string{"BR": "Brazil"},
		MinDelay:  500 * time.Millisecond, MaxDelay: 5 * time.Second, ErrorRate: 0.25, Seed: seed,
	}
}

func flagPath(i int) string {
	code := []byte{'a' + byte(i/26%26), 'a' + byte(i%26)}
	return fmt.Sprintf("/flags/%s/%s.gif", code, code)
}

func TestDrawDependsOnSeedPathAndCountAlone(t *testing.T) {
	const paths, times = 20, 5
	want := map[string][]drawn{}
	m := newFaults(faulty(1))
	for i := range paths { // path by path
		for range times {
			want[flagPath(i)] = append(want[flagPath(i)], m.next(flagPath(i)))
		}
	}
	got := map[string][]drawn{}
	m = newFaults(faulty(1))
	for range times { // round by round, backwards
		for i := range paths {
			path := flagPath(paths - 1 - i)
			got[path] = append(got[path], m.next(path))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("path by path, round by round:\n%s", diff)
	}
}

func TestDrawUnderConcurrency(t *testing.T) {
	const workers, times = 8, 50
	var want, got []drawn
	m := newFaults(faulty(1))
	for range workers * times {
		want = append(want, m.next(flagPath(0)))
	}
	m = newFaults(faulty(1))
	var mu sync.Mutex
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for range times {
				d := m.next(flagPath(0))
				mu.Lock()
				got = append(got, d)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	byDelay := func(a, b drawn) int { return int(a.Delay - b.Delay) }
	slices.SortFunc(want, byDelay)
	slices.SortFunc(got, byDelay)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("one by one, at once:\n%s", diff)
	}
}

func TestDrawsDiffer(t *testing.T) {
	first := newFaults(faulty(1)).next(flagPath(0))
	again := newFaults(faulty(1))
	again.next(flagPath(0))
	for _, tt := range []struct {
		name string
		got  drawn
	}{
		{"with the seed", newFaults(faulty(2)).next(flagPath(0))},
		{"with the path", newFaults(faulty(1)).next(flagPath(1))},
		{"with the count", again.next(flagPath(0))},
	} {
		if tt.got.Delay == first.Delay {
			t.Errorf("%s: %v twice", tt.name, first)
		}
	}
}

func TestShares(t *testing.T) {
	const n = 20_000
	for _, tt := range []struct {
		name      string
		rate      float64
		tolerance float64
	}{
		{"never", 0, 0},
		{"a quarter", 0.25, 0.01}, // three standard deviations
		{"nine in ten", 0.9, 0.01},
		{"always", 1, 0},
	} {
		for _, ask := range []struct {
			name string
			path func(int) string
		}{
			{"one flag", func(int) string { return flagPath(0) }},
			{"all flags", flagPath},
		} {
			t.Run(tt.name+", "+ask.name, func(t *testing.T) {
				o := faulty(1)
				o.ErrorRate = tt.rate
				m := newFaults(o)
				teapots, total := 0, time.Duration(0)
				for i := range n {
					d := m.next(ask.path(i))
					if d.Delay < o.MinDelay || d.Delay > o.MaxDelay {
						t.Fatalf("delay %v", d.Delay)
					}
					total += d.Delay
					if d.Teapot {
						teapots++
					}
				}
				if share := float64(teapots) / n; math.Abs(share-tt.rate) > tt.tolerance {
					t.Errorf("share of 418 is %v, want %v", share, tt.rate)
				}
				const middle = 2750 * time.Millisecond
				if mean := total / n; (mean - middle).Abs() > 50*time.Millisecond {
					t.Errorf("mean delay is %v, want %v", mean, middle)
				}
			})
		}
	}
}

func TestDrawAtTheEdges(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options Options
		want    drawn
	}{
		{"at once", Options{}, drawn{}},
		{"always as late", Options{MinDelay: time.Second, MaxDelay: time.Second}, drawn{Delay: time.Second}},
		{"wrong at once", Options{ErrorRate: 1}, drawn{Teapot: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newFaults(tt.options)
			for i := range 100 {
				if got := m.next(flagPath(i)); got != tt.want {
					t.Fatalf("got %v, want %v", got, tt.want)
				}
			}
		})
	}
}

// A delay by code applies to the code's flag and metadata. It changes neither other delays nor
// errors.
func TestDrawDelayByCode(t *testing.T) {
	fixed := map[string]time.Duration{"AA": 3 * time.Second, "AB": 0}
	for _, o := range []Options{{}, {MinDelay: time.Second, MaxDelay: time.Second, ErrorRate: 0.5, Seed: 1}} {
		plain := newFaults(o)
		o.Delays = fixed
		m := newFaults(o)
		for i := range 100 {
			for _, path := range []string{flagPath(0), "/flags/aa/metadata.json", flagPath(1), flagPath(2), "/flags/", "/"} {
				want, got := plain.next(path), m.next(path)
				switch path {
				case flagPath(0), "/flags/aa/metadata.json":
					want.Delay = 3 * time.Second
				case flagPath(1):
					want.Delay = 0
				}
				if got != want {
					t.Fatalf("%s, time %d: %v, want %v", path, i, got, want)
				}
			}
		}
	}
}

func TestPathsCountedAreBounded(t *testing.T) {
	m := newFaults(faulty(1))
	for i := range 5000 {
		m.draw(fmt.Sprintf("/no/%d", i))
	}
	if len(m.asked) > 1024 {
		t.Errorf("%d paths are kept", len(m.asked))
	}
}

func TestAnswersAreAsLateAndAsWrongAsDrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const path = "/flags/br/br.gif"
		m, h := newFaults(faulty(1)), newSite(faulty(1)).handler()
		teapots := 0
		for range 40 {
			want, start := m.next(path), time.Now()
			answer := ask(h, http.MethodGet, path, nil)
			if took := time.Since(start); took != want.Delay {
				t.Errorf("after %v, want %v", took, want.Delay)
			}
			status := http.StatusOK
			if want.Teapot {
				status = http.StatusTeapot
				teapots++
			}
			if answer.StatusCode != status {
				t.Errorf("got %d, want %d", answer.StatusCode, status)
			}
		}
		if teapots == 0 || teapots == 40 {
			t.Errorf("%d errors of 40", teapots)
		}
	})
}

func TestWaitEndsWithTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newSite(Options{MinDelay: time.Hour, MaxDelay: time.Hour}).handler()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/flags/br/br.gif", nil))
		if took := time.Since(start); took != time.Second {
			t.Errorf("after %v, want 1s", took)
		}
	})
}
