package hosts

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// a cap that changes, overload, outage, nothing
func TestMore(t *testing.T) {
	for _, workers := range []int{30, 300} {
		for seed := range uint64(3) {
			// cap that changes
			tokens, last := 5., Instant(0)
			w := &world{workers: workers, limits: Limits{Retries: 3, MaxWait: time.Minute}, seed: seed, codes: oneHost(50*20 + 10*20 + 20000)}
			w.server = func(v *visit) {
				v.takes, v.status = 20*ms, 200
				rate := 50.
				if v.at > 20*time.Second {
					rate = 10
				}
				if v.at > 40*time.Second {
					return
				}
				tokens, last = min(tokens+rate*(v.at-last).Seconds(), 5), v.at
				if tokens < 0.999999 {
					v.status = 503
					return
				}
				tokens--
			}
			w.run(t)
			per := map[int]int{}
			bad := map[int]int{}
			for _, v := range w.visits {
				per[int(v.at/time.Second)]++
				if v.complained() {
					bad[int(v.at/time.Second)]++
				}
			}
			s := ""
			for i := 15; i < 60; i++ {
				s += fmt.Sprintf(" %d/%d", per[i]-bad[i], bad[i])
			}
			t.Logf("cap changes w=%d: %v good %d of %d: %s", workers, w.elapsed, w.good(), len(w.codes), s)
			// overload
			w = &world{workers: workers, limits: Limits{Retries: 3, MaxWait: time.Minute}, seed: seed, codes: oneHost(10000)}
			serving := []Instant{}
			w.server = func(v *visit) {
				v.takes, v.status = 20*ms, 200
				serving = slices.DeleteFunc(serving, func(e Instant) bool { return e <= v.at })
				if len(serving) >= 10 {
					v.status, v.takes = 503, 1*ms
					return
				}
				serving = append(serving, v.at+20*ms)
			}
			w.run(t)
			b, a := 0, 0
			for _, v := range w.visits {
				if v.at > 5*time.Second {
					a++
					if v.complained() {
						b++
					}
				}
			}
			t.Logf("overload w=%d: %v, %.2f of best, %.2f%% complaints, lost %d", workers, w.elapsed, 20/w.elapsed.Seconds(), 100*float64(b)/float64(a), len(w.codes)-w.good())
			// outage
			for _, kind := range []kind{"", "reset", "timeout"} {
				w = &world{workers: workers, limits: Limits{Retries: 3, MaxWait: time.Minute}, seed: seed, codes: oneHost(1500 * 10 * workers / 30)}
				w.server = func(v *visit) {
					v.takes, v.status = 20*ms, 200
					if v.at > 5*time.Second && v.at < 25*time.Second {
						v.status, v.kind = 503, kind
						if kind == "timeout" {
							v.takes = 6100 * ms
						}
					}
				}
				w.run(t)
				per = map[int]int{}
				for _, v := range w.visits {
					per[int(v.at/time.Second)]++
				}
				s = ""
				for i := 3; i < 35; i++ {
					s += fmt.Sprintf(" %d", per[i])
				}
				t.Logf("outage %s w=%d: %v lost %d: %s", kind, workers, w.elapsed, len(w.codes)-w.good(), s)
			}
		}
		for _, kind := range []kind{"", "429", "timeout", "stalled", "reset"} {
			for _, n := range []int{300} {
				for _, l := range []Limits{{Retries: 3, MaxWait: time.Minute}, {Retries: 0, MaxWait: 2 * time.Second}} {
					w := &world{workers: workers, limits: l, codes: oneHost(n)}
					w.server = func(v *visit) {
						v.takes, v.status, v.kind = 20*ms, 503, kind
						if kind == "429" {
							v.status, v.kind = 429, ""
						}
						if kind == "timeout" || kind == "stalled" {
							v.takes = 6100 * ms
						}
					}
					w.run(t)
					t.Logf("nothing %s w=%d n=%d %v: %v, %d requests", kind, workers, n, l, w.elapsed, len(w.visits))
				}
			}
		}
	}
}

func TestManyHosts(t *testing.T) {
	for _, hosts := range []int{800, 3000} {
		for _, workers := range []int{30, 200, 300} {
			for _, shuffle := range []bool{true, false} {
				random := rand.New(rand.NewPCG(uint64(hosts), 1))
				kinds := make([]string, hosts)
				for i := range kinds {
					x := random.Float64()
					for _, k := range []struct {
						s string
						p float64
					}{{"hang", .03}, {"stall", .03}, {"drip", .015}, {"reset", .02}, {"503", .02}, {"429", .015}} {
						if x < k.p {
							kinds[i] = k.s
							break
						}
						x -= k.p
					}
				}
				var codes []worldCode
				n := 30000
				sum := 0.
				for i := range hosts {
					sum += math.Pow(float64(i+1), -.8)
				}
				perm := random.Perm(hosts)
				for i := range hosts {
					for k := range max(1, int(float64(n)*math.Pow(float64(i+1), -.8)/sum)) {
						codes = append(codes, worldCode{fmt.Sprint(perm[i]), fmt.Sprint(k)})
					}
				}
				if shuffle {
					random.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
				}
				latency := make([]time.Duration, hosts)
				for i := range latency {
					latency[i] = time.Duration(20+random.ExpFloat64()*100) * ms
				}
				paused := map[string]Instant{}
				served := map[string]int{}
				w := &world{workers: workers, limits: Limits{Retries: 3, MaxWait: time.Minute}, codes: codes, seed: 5}
				w.server = func(v *visit) {
					var h int
					fmt.Sscan(v.host, &h)
					v.takes, v.status = latency[h], 200
					switch kinds[h] {
					case "hang":
						v.takes, v.status, v.kind = 6100*ms, 0, "timeout"
					case "stall":
						v.takes, v.kind = 6100*ms+latency[h], "stalled"
					case "drip":
						v.takes = 8 * time.Second
					case "reset":
						v.status, v.kind = 0, "reset"
					case "503":
						v.status = 503
					case "429":
						if served[v.host]++; v.at < paused[v.host] || served[v.host]%20 == 0 {
							if v.at >= paused[v.host] {
								paused[v.host] = v.at + 2*time.Second
							}
							v.status, v.retryAfter = 429, 2*time.Second
						}
					default:
						if random.Float64() < .08 {
							v.status = 404
						}
					}
				}
				began := time.Now()
				w.run(t)
				took := time.Since(began)
				var had []Instant
				var work time.Duration
				visited := map[string]bool{}
				for i, e := range w.ends {
					_ = i
					if e.ok {
						had = append(had, e.at)
					}
				}
				for _, v := range w.visits {
					if v.status == 200 && v.kind == "" || v.status == 404 {
						work += v.takes
					} else if !visited[v.host] {
						visited[v.host] = true
						work += v.takes
					}
				}
				slices.Sort(had)
				at := had[len(had)*98/100]
				ideal := work / time.Duration(workers)
				lost := 0
				for i, e := range w.ends {
					var h int
					fmt.Sscan(w.codes[i].host, &h)
					if !e.ok && (kinds[h] == "" || kinds[h] == "drip" || kinds[h] == "429") && fmt.Sprint(e.err) != "as the server has it" {
						lost++
					}
				}
				t.Logf("hosts %d w=%d shuffled %v: 98%% at %v, ideal %v: %.2f; end %v; had %d of %d, lost %d; simulated in %v", hosts, workers, shuffle, at.Round(ms), ideal.Round(ms), float64(at)/float64(ideal), w.elapsed.Round(ms), len(had), len(codes), lost, took.Round(ms))
			}
		}
	}
}
