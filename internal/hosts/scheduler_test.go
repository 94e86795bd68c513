package hosts

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// consistent checks that all that the scheduler counts is what is there.
func consistent(t *testing.T, s *scheduler) {
	t.Helper()
	waiting, inFlight, working, busy, readies, asleeps, rests := len(s.later.entries), 0, 0, 0, 0, 0, 0
	for name, h := range s.hosts {
		n := 0
		for it := h.queue.head; it != nil; it = it.next {
			n++
			if it.host != h || it.req.Host != name {
				t.Fatalf("%s has in its queue what is not its own", name)
			}
		}
		if h.name != name || n != h.queue.n || h.inFlight < 0 {
			t.Fatalf("%s: %d in the queue, counted as %d, %d in flight", name, n, h.queue.n, h.inFlight)
		}
		waiting += n
		inFlight += h.inFlight
		switch h.state {
		case ready:
			readies++
		case asleep:
			asleeps++
		case resting:
			rests++
		case occupied:
			if n > 0 && h.inFlight == 0 {
				t.Fatalf("%s has work and nobody will look at it again", name)
			}
			if n == 0 && h.inFlight == 0 {
				t.Fatalf("%s is remembered for nothing", name)
			}
		}
		if works := h.inFlight > 0 || h.state == ready; works != h.working || (works && h.answered && !h.unwell) != h.busy {
			t.Fatalf("%s is counted as working: %v, busy: %v", name, h.working, h.busy)
		}
		if h.working {
			working++
		}
		if h.busy {
			busy++
		}
		if _, failing := s.failing[h]; failing != (h.unwell && n > 0) {
			t.Fatalf("%s is failing: %v", name, failing)
		}
	}
	if waiting != s.waiting || inFlight != s.inFlight || working != s.working || busy != s.busy {
		t.Fatalf("waiting %d of %d, in flight %d of %d, busy %d of %d", s.waiting, waiting, s.inFlight, inFlight, s.busy, busy)
	}
	if readies != s.ready.n || asleeps != len(s.sleeping.entries) || rests != s.rest.n {
		t.Fatalf("ready %d of %d, asleep %d of %d, resting %d of %d", s.ready.n, readies, len(s.sleeping.entries), asleeps, s.rest.n, rests)
	}
}

// Whatever hosts do, every job ends once, and nothing is miscounted on the way.
func TestSchedulerRandom(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			p := Patience{Retries: random.IntN(4), MaxWait: time.Duration(random.IntN(20)) * time.Second}
			if random.IntN(2) == 0 {
				p.PerHost, p.PerHostRate, p.Rate = 1+random.IntN(5), float64(random.IntN(20)), float64(random.IntN(100))
			}
			s := newScheduler(1+random.IntN(10), p, random)
			play(t, s, random, 400)
		})
	}
}

// play gives a scheduler n jobs for hosts that do at random what hosts do, until all are over.
func play(t *testing.T, s *scheduler, random *rand.Rand, n int) {
	var flying []Request
	var now Instant
	added, over, stop := 0, map[uint64]int{}, n*random.IntN(4)
	for step := 0; len(over) < n; step++ {
		if step > 100*n {
			t.Fatalf("%d of %d jobs are over after %d steps", len(over), n, step)
		}
		s.wake(now)
		it := s.offer(now)
		hold := s.hold(now)
		switch {
		case step == stop && step > 0:
			s.end(now, cancelled(net.ErrClosed), random.IntN(2) == 0)
		case it != nil && hold == 0 && random.IntN(3) > 0:
			r := s.request(now, it)
			s.sent(now, r)
			flying = append(flying, r)
		case len(flying) > 0 && random.IntN(2) == 0:
			i := random.IntN(len(flying))
			f := reaction(flying[i], random)
			flying = append(flying[:i], flying[i+1:]...)
			if policy.judge(policy{retries: s.Retries, maxWait: s.MaxWait}, &f); s.back(now, &f) {
				over[f.Job.Seq]++
			}
		case added < n && (it == nil || random.IntN(4) == 0):
			added++
			u := &url.URL{Scheme: "http", Host: fmt.Sprintf("h%d", random.IntN(5)), Path: "/"}
			s.add(now, Request{Job: source.Job{Seq: uint64(added)}, URL: u, Host: u.Host})
		case len(flying) == 0 && added == n && s.ended.n == 0:
			wait := s.wait(now)
			if it != nil {
				wait = min(wait, hold)
			}
			if wait == never {
				t.Fatalf("%d jobs wait for nothing", s.waiting)
			}
			now += wait
		default:
			now += time.Duration(random.IntN(100)) * time.Millisecond
		}
		if random.IntN(50) == 0 {
			s.relieve(now)
		}
		for f, ok := s.over(); ok; f, ok = s.over() {
			over[f.Job.Seq]++
		}
		consistent(t, s)
	}
	for seq, times := range over {
		if times != 1 {
			t.Errorf("job %d was over %d times", seq, times)
		}
	}
	if s.waiting+s.inFlight > 0 {
		t.Errorf("%d wait, %d are in flight", s.waiting, s.inFlight)
	}
}

// reaction is what a host does with a request: h4 is dead, h3 busy, the others have their days.
func reaction(r Request, random *rand.Rand) Fetched {
	f := Fetched{Request: r, HTTPStatus: 200}
	switch dice := random.IntN(12); {
	case r.Host == "h4" || dice == 0:
		f.HTTPStatus, f.Err = 0, failure(sink.Connect, net.ErrClosed)
	case r.Host == "h3" || dice == 1:
		f.HTTPStatus, f.Err = 429, failure(sink.HTTP, net.ErrClosed)
	case dice == 2:
		f.HTTPStatus, f.Err, f.retryAfter = 503, failure(sink.HTTP, net.ErrClosed), time.Duration(random.IntN(30))*time.Second
	case dice == 3 && len(r.Trail) < 3:
		f.HTTPStatus, f.next = 302, &url.URL{Scheme: "http", Host: fmt.Sprintf("h%d", random.IntN(5)), Path: fmt.Sprint("/", random.Uint64())}
	case dice == 4:
		f.HTTPStatus, f.Err = 404, &Failure{Status: sink.NotFound, Err: net.ErrClosed}
	case dice == 5:
		f.Err = failure(sink.Stalled, net.ErrClosed)
	}
	return f
}

// What is known of hosts is bounded, however many there are.
func TestSchedulerForgetsHosts(t *testing.T) {
	s := newScheduler(1, Patience{MaxWait: time.Minute}, rand.New(rand.NewPCG(1, 2)))
	for i := range 3 * maxResting {
		u := &url.URL{Scheme: "http", Host: fmt.Sprintf("h%d", i)}
		now := Instant(i)
		s.add(now, Request{URL: u, Host: u.Host})
		it := s.offer(now)
		r := s.request(now, it)
		s.sent(now, r)
		f := Fetched{Request: r}
		if i%2 == 0 {
			f.Err = failure(sink.Connect, net.ErrClosed)
		}
		policy{}.judge(&f)
		if !s.back(now, &f) {
			t.Fatal("the job is not over")
		}
	}
	if len(s.hosts) != maxResting {
		t.Errorf("%d hosts are remembered, want the %d that were unwell last", len(s.hosts), maxResting)
	}
	consistent(t, s)
}
