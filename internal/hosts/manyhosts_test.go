package hosts

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A web is a number of hosts, some of which have a fault.
type web struct {
	faults  []string
	latency []time.Duration
	random  *rand.Rand
	paused  []Instant // until when each host of kind 429 answers 429
	served  []int
	missing map[int]bool // codes with status 404
}

// webFaults are the shares of hosts that hang, stall, send slowly, reset connections, or complain.
var webFaults = []struct {
	name  string
	share float64
}{{"hang", 0.03}, {"stall", 0.03}, {"drip", 0.015}, {"reset", 0.02}, {"503", 0.02}, {"429", 0.015}}

func newWeb(n int) *web {
	w := &web{
		random: rand.New(rand.NewPCG(uint64(n), 1)), paused: make([]Instant, n), served: make([]int, n),
		missing: map[int]bool{},
	}
	for range n {
		w.faults = append(w.faults, pick(w.random.Float64()))
		w.latency = append(w.latency, time.Duration(20+w.random.ExpFloat64()*100)*ms)
	}
	return w
}

func pick(dice float64) string {
	for _, f := range webFaults {
		if dice -= f.share; dice < 0 {
			return f.name
		}
	}
	return ""
}

// codes returns about n codes in random order, distributed over the hosts by Zipf's law.
func (w *web) codes(n int) (codes []worldCode) {
	sum := 0.0
	weight := func(rank int) float64 { return math.Pow(float64(rank+1), -0.8) }
	for rank := range w.faults {
		sum += weight(rank)
	}
	for host := range w.faults {
		for range max(1, int(float64(n)*weight(host)/sum)) {
			codes = append(codes, worldCode{fmt.Sprint(host), host})
		}
	}
	w.random.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	return codes
}

// answer sets the answer of a host to a visit. A host without a fault answers 404 for 8 % of its
// codes.
func (w *web) answer(v *visit, host int) {
	v.takes, v.status = w.latency[host], 200
	switch w.faults[host] {
	case "hang":
		v.fail(timeout)
	case "stall":
		v.fail(stalled)
		v.takes += w.latency[host]
	case "drip":
		v.takes = 8 * time.Second
	case "reset":
		v.fail(reset)
	case "503":
		v.status = 503
	case "429":
		w.limit(v, host)
	default:
		if w.random.Float64() < 0.08 {
			v.status = 404
			w.missing[v.code] = true
		}
	}
}

// limit answers 429 to each twentieth request, and to all requests in the two seconds after it.
func (w *web) limit(v *visit, host int) {
	const pause = 2 * time.Second
	w.served[host]++
	switch {
	case v.at < w.paused[host]:
	case w.served[host]%20 == 0:
		w.paused[host] = v.at + pause
	default:
		return
	}
	v.status, v.retryAfter = 429, pause
}

// Bad hosts do not keep workers from good hosts. 98 % of the files are there within 1.4 times the
// ideal time.
func TestManyHosts(t *testing.T) {
	for _, hosts := range []int{800, 3000} {
		for _, workers := range []int{30, 200, 300} {
			t.Run(fmt.Sprintf("%d hosts, %d workers", hosts, workers), func(t *testing.T) {
				web := newWeb(hosts)
				w := &world{workers: workers, limits: usual, codes: web.codes(30000)}
				w.server = func(v *visit) { web.answer(v, w.codes[v.code].number) }
				w.run(t)
				var had []Instant
				lost := map[string]int{}
				for i, e := range w.ends {
					if e.ok {
						had = append(had, e.at)
						continue
					}
					if !web.missing[i] {
						lost[web.faults[w.codes[i].number]]++
					}
				}
				if lost[""] > 0 || lost["drip"] > 0 || lost["429"] > len(w.codes)/1000 { // all four attempts fell into pauses
					t.Errorf("lost: %v", lost)
				}
				slices.Sort(had)
				if at, ideal := had[len(had)*98/100], w.ideal(); at > ideal*14/10 {
					t.Errorf("98 %% of %d files were there after %v; the ideal is %v", len(had), at, ideal)
				}
				// The codes of hosts that never answer end with their last errors.
				bound := 2 * usual.MaxWait
				if workers == 30 { // even the ideal takes longer
					bound = max(bound, w.ideal()*14/10) + usual.MaxWait
				}
				if w.elapsed > bound {
					t.Errorf("it took %v, more than %v", w.elapsed, bound)
				}
			})
		}
	}
}

// ideal returns the duration of the good visits and of one visit to each bad host, divided by the
// number of workers.
func (w *world) ideal() (work time.Duration) {
	visited := map[string]bool{}
	for _, v := range w.visits {
		switch {
		case !v.isBad():
			work += v.takes
		case !visited[v.host]:
			visited[v.host] = true
			work += v.takes
		}
	}
	return work / time.Duration(w.workers)
}
