package hosts

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// consistent checks the counters and queues of the scheduler against its hosts and tickets.
func consistent(t *testing.T, s *Scheduler) {
	t.Helper()
	waiting, inFlight, failing, working, healthy := len(s.later.entries), 0, 0, 0, 0
	var placed [4]int
	later := map[*host]int{}
	for _, ticket := range s.later.entries {
		later[ticket.host]++
	}
	for name, h := range s.hosts {
		n := 0
		h.eachQueued(func(ticket *Ticket) {
			if n++; ticket.host != h {
				t.Fatalf("%s has in its queue what is not its own", name)
			}
		})
		if h.name != name || n != h.queued() || h.inFlight < 0 || h.later != later[h] {
			t.Fatalf("%s: %d in the queue, counted as %d, %d in flight, %d of %d later", name, n, h.queued(),
				h.inFlight, h.later, later[h])
		}
		waiting += n
		inFlight += h.inFlight
		placed[h.state]++
		if h.state == occupied && h.inFlight == 0 && h.later == 0 {
			t.Fatalf("%s is in no place, with %d in its queue", name, n)
		}
		if works := h.inFlight > 0 || h.state == ready; works != h.working || (works && h.class == healthyHosts) != h.healthy {
			t.Fatalf("%s is counted as working: %v, healthy: %v", name, h.working, h.healthy)
		}
		if h.working {
			working++
		}
		if h.healthy {
			healthy++
		}
		if h.class == failingHosts {
			failing += h.inFlight
		}
		if listed := h.failingPosition >= 0; listed != (h.class == failingHosts && n > 0) {
			t.Fatalf("%s is listed as failing: %v", name, listed)
		}
	}
	if waiting != s.waiting || inFlight != s.inFlight || failing != s.failingInFlight || working != s.working ||
		healthy != s.healthy {
		t.Fatalf("waiting %d of %d, in flight %d of %d, failing %d of %d, working %d of %d, healthy %d of %d", s.waiting, waiting,
			s.inFlight, inFlight, s.failingInFlight, failing, s.working, working, s.healthy, healthy)
	}
	readies := 0
	for i := range s.ready {
		readies += len(s.ready[i].hosts)
	}
	if readies != placed[ready] || len(s.sleeping.entries) != placed[asleep] ||
		s.resting[troubled].n+s.resting[plain].n != placed[resting] {
		t.Fatalf("ready %d of %d, asleep %d of %d, resting %d", readies, placed[ready], len(s.sleeping.entries),
			placed[asleep], placed[resting])
	}
}

// Whatever hosts do, every ticket ends once, and the scheduler stays consistent.
func TestSchedulerRandom(t *testing.T) {
	for seed := range uint64(100) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			l := Limits{Retries: random.IntN(4), MaxWait: time.Duration(random.IntN(20)) * time.Second, NoPacing: random.IntN(5) == 0}
			if random.IntN(2) == 0 {
				l.PerHost, l.PerHostRate, l.Rate = 1+random.IntN(5), float64(random.IntN(20)), float64(random.IntN(100))
			}
			play(t, New(1+random.IntN(10), l, random), random, 400)
		})
	}
}

// play gives a scheduler n jobs, and reports random results for their requests until all jobs are
// over.
func play(t *testing.T, s *Scheduler, random *rand.Rand, n int) {
	var flying []*Ticket
	var now Instant
	added, over, stop := 0, map[int]int{}, n*random.IntN(4)
	end := func(ticket *Ticket) {
		over[ticket.Slot]++
		s.Release(ticket)
	}
	for step := 0; len(over) < n; step++ {
		if step > 200*n {
			t.Fatalf("%d of %d jobs are over after %d steps, at %v", len(over), n, step, now)
		}
		s.Wake(now)
		ticket := s.Offer(now, added < n)
		hold := s.RateDelay(now)
		switch {
		case step == stop && step > 0:
			if random.IntN(2) == 0 {
				s.Abort(now)
			} else {
				s.Stop(now)
			}
		case ticket != nil && hold == 0 && random.IntN(3) > 0:
			s.Sent(now, ticket)
			flying = append(flying, ticket)
		case len(flying) > 0 && random.IntN(2) == 0:
			i := random.IntN(len(flying))
			ticket := flying[i]
			flying = append(flying[:i], flying[i+1:]...)
			r, hop := reaction(ticket.Host(), random)
			again := s.Report(now, ticket, r)
			switch {
			case hop != "":
				s.Continue(now, ticket, hop)
			case !again:
				end(ticket)
			}
		case added < n && (ticket == nil || random.IntN(4) == 0):
			s.Add(now, now, fmt.Sprint("h", random.IntN(6)), added)
			added++
		case len(flying) == 0 && added == n && !s.HasEnded():
			wait := s.Wait(now)
			if ticket != nil {
				wait = min(wait, hold)
			}
			if wait == Never {
				t.Fatalf("%d jobs wait for nothing", s.Waiting())
			}
			now += wait
		default:
			now += time.Duration(random.IntN(100)) * time.Millisecond
		}
		if random.IntN(50) == 0 {
			s.Evict(now)
		}
		for e, ok := s.NextEnded(); ok; e, ok = s.NextEnded() {
			end(e.Ticket)
		}
		consistent(t, s)
	}
	for slot, times := range over {
		if times != 1 {
			t.Errorf("job %d was over %d times", slot, times)
		}
	}
	if s.Waiting()+s.InFlight() > 0 {
		t.Errorf("%d wait, %d are in flight", s.Waiting(), s.InFlight())
	}
}

// reaction returns the result of a request to a host, and the host of a redirect, if there is one.
// The name of h5 can't be looked up, h4 refuses connections, h3 is overloaded, and the other hosts
// fail at times.
func reaction(host string, random *rand.Rand) (r Report, hop string) {
	r.Verdict = Good
	switch dice := random.IntN(12); {
	case host == "h5":
		r = Report{Verdict: Failed, Retry: true, Lookup: LookupFailed}
	case host == "h4" || dice == 0:
		r = Report{Verdict: Failed, Retry: true}
	case host == "h3" || dice == 1:
		r = Report{Verdict: Throttled, Retry: true}
	case dice == 2:
		r = Report{Verdict: Overload, Retry: true, RetryAfter: time.Duration(random.IntN(30)) * time.Second}
	case dice == 3:
		hop = fmt.Sprint("h", random.IntN(6))
	case dice == 4:
		r.Verdict = Alive
	case dice == 5:
		r = Report{Verdict: Failed, Retry: true}
	case dice == 6:
		r.Lookup = LookupAnswered
	}
	if r.Verdict.isBad() {
		r.Err = errWorld
	}
	return r, hop
}

// The number of remembered hosts is bounded.
func TestSchedulerForgetsHosts(t *testing.T) {
	s := New(1, Limits{MaxWait: time.Minute}, rand.New(rand.NewPCG(1, 2)))
	for i := range 2 * maxTroubled {
		now := Instant(i)
		s.Add(now, now, fmt.Sprint("h", i), 0)
		ticket := s.Offer(now, true)
		s.Sent(now, ticket)
		r := Report{Verdict: Good}
		if i%2 == 0 {
			r = Report{Verdict: Failed, Err: errWorld}
		}
		if s.Report(now, ticket, r) {
			t.Fatal("the job is not over")
		}
		s.Release(ticket)
	}
	if want := maxTroubled + maxPlain; len(s.hosts) != want {
		t.Errorf("%d hosts are remembered, want %d", len(s.hosts), want)
	}
	consistent(t, s)
}
