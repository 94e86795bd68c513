package hosts

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// A server may refuse each code once or twice before it serves it, as a cold cache or a thumbnail
// generator does. The scheduler does not treat it as down, however long the list is.
func TestCodesServedLater(t *testing.T) {
	for _, n := range []int{100, 1000, 20000} {
		for _, refusals := range []int{1, 2} {
			for _, refusal := range outages[:3] {
				t.Run(fmt.Sprintf("%d codes, %d times %s", n, refusals, refusal.name), func(t *testing.T) {
					eachRun(t, func(t *testing.T, workers int, seed uint64) {
						w := &world{workers: workers, limits: usual, seed: seed, codes: oneHost(n)}
						w.server = coldCache(refusals, refusal.does)
						w.run(t)
						w.check(t, all)
						// In addition to the backoff, the scheduler needs time to see that the pace
						// changes nothing, or that a host which resets the first connections is up.
						bound := w.cost()*13/10 + 10*time.Second
						if refusal.name == "reset" && refusals > 1 {
							bound += usual.MaxWait * 3 / 2
						}
						if w.elapsed > bound {
							t.Errorf("it took %v, more than %v", w.elapsed, bound)
						}
					})
				})
			}
		}
	}
}

// The same holds if redirects lead to such a server from one host or from many.
func TestCodesServedLaterByRedirect(t *testing.T) {
	for _, doors := range []int{1, 500} {
		t.Run(fmt.Sprint("by ", doors, " hosts"), func(t *testing.T) {
			eachRun(t, func(t *testing.T, workers int, seed uint64) {
				w := &world{workers: workers, limits: usual, seed: seed}
				for i := range 10000 {
					w.codes = append(w.codes, worldCode{fmt.Sprint("door", i%doors), i})
				}
				cold := coldCache(1, outages[0].does)
				w.server = func(v *visit) {
					switch {
					case v.host == "cold":
						cold(v)
					case w.codes[v.code].number%20 == 0:
						v.serve()
						v.hop = "cold"
					default:
						v.serve()
					}
				}
				w.run(t)
				w.check(t, all)
				if bound := w.cost()*13/10 + 10*time.Second; w.elapsed > bound {
					t.Errorf("it took %v, more than %v", w.elapsed, bound)
				}
			})
		})
	}
}

// coldCache refuses each code a number of times and then serves it.
func coldCache(refusals int, refuse func(*visit)) func(*visit) {
	seen := map[int]int{}
	return func(v *visit) {
		v.serve()
		if seen[v.code]++; seen[v.code] <= refusals {
			refuse(v)
		}
	}
}

// A host with a ticket that waits for another attempt is not forgotten, however many other hosts
// follow.
func TestHostOfAWaitingTicketIsKept(t *testing.T) {
	s := New(1, usual, rand.New(rand.NewPCG(1, 2)))
	visit := func(now Instant, host string, r Report) *Ticket {
		s.Add(now, now, host, 0)
		ticket := s.Offer(now, true)
		s.Sent(now, ticket)
		if !s.Report(now, ticket, r) {
			s.Release(ticket)
		}
		return ticket
	}
	visit(0, "a", Report{Verdict: Good})
	waiting := visit(0, "a", Report{Verdict: Overload, Retry: true, Err: errWorld})
	for i := range 10 * maxPlain {
		visit(0, fmt.Sprint("h", i), Report{Verdict: Good})
	}
	s.Wake(time.Second)
	if ticket := s.Offer(time.Second, true); ticket != waiting || ticket.Host() != "a" {
		t.Errorf("offered a ticket of %s", ticket.Host())
	}
	consistent(t, s)
}
