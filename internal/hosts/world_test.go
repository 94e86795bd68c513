package hosts

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"
	"time"
)

// A world simulates a run: a scheduler, workers, and servers that answer after a while. It has a
// time of its own, so a run of an hour takes a moment.
type world struct {
	workers  int
	limits   Limits
	seed     uint64
	codes    []worldCode
	server   func(*visit) // decides what a request comes to
	inFlight map[string]int
	visits   []visit // all requests, in the order of sending
	ends     []end   // of codes, by their index
	told     []toldHoldup
	tooLong  []string // hosts that asked for a too long wait
	elapsed  time.Duration
}

// A worldCode is a code of a host.
type worldCode struct {
	host   string
	number int // at its host
}

// A visit is one request to a server, and what it comes to.
type visit struct {
	at       Instant
	code     int // index
	host     string
	attempt  int
	inFlight int // requests at the host, this one included

	takes      time.Duration
	status     int  // of the answer; 0 for none
	kind       kind // why there is no file; empty with a status that says it
	retryAfter time.Duration
	lookup     Lookup
	hop        string // the host that a redirect leads to

	ticket *Ticket
}

// An end is when a code was over, and how.
type end struct {
	at  Instant
	ok  bool
	err error
}

type visits []*visit

func (v visits) Len() int           { return len(v) }
func (v visits) Less(i, j int) bool { return v[i].at+v[i].takes < v[j].at+v[j].takes }
func (v visits) Swap(i, j int)      { v[i], v[j] = v[j], v[i] }
func (v *visits) Push(x any)        { *v = append(*v, x.(*visit)) }
func (v *visits) Pop() any {
	last := (*v)[len(*v)-1]
	*v = (*v)[:len(*v)-1]
	return last
}

// A toldHoldup is a holdup that a person is told of.
type toldHoldup struct {
	at Instant
	Holdup
}

// holdups returns the holdups of a kind that a person was told of.
func (w *world) holdups(kind HoldupKind) (found []toldHoldup) {
	for _, hold := range w.told {
		if hold.Kind == kind {
			found = append(found, hold)
		}
	}
	return found
}

// sampleEvery is the time between two looks at the scheduler.
const sampleEvery = 500 * ms

var errWorld = errors.New("as the server has it")

// run runs until all codes are over.
func (w *world) run(t testing.TB) {
	t.Helper()
	s := New(w.workers, w.limits, rand.New(rand.NewPCG(w.seed, 7)))
	s.WaitTooLong = func(host string, _ time.Duration) { w.tooLong = append(w.tooLong, host) }
	var sampled Instant
	w.inFlight, w.ends = map[string]int{}, make([]end, len(w.codes))
	var flying visits
	var now Instant
	read, over, steps := 0, 0, 0
	finish := func(t *Ticket, err error) {
		w.ends[t.Slot] = end{now, err == nil, err}
		over++
		s.Release(t)
	}
	for {
		if steps++; steps > 400*len(w.codes)+1e6 {
			t.Fatalf("%d of %d codes are over after %d steps, at %v", over, len(w.codes), steps, now)
		}
		s.Wake(now)
		for len(flying) > 0 && flying[0].at+flying[0].takes <= now {
			v := heap.Pop(&flying).(*visit)
			w.inFlight[v.host]--
			switch r := v.report(w.limits); {
			case v.hop != "":
				s.Report(now, v.ticket, r)
				s.Continue(now, v.ticket, v.hop)
			case !s.Report(now, v.ticket, r):
				finish(v.ticket, r.Err)
			}
		}
		for e, ok := s.NextEnded(); ok; e, ok = s.NextEnded() {
			finish(e.Ticket, fmt.Errorf("cause %d, %v: %w", e.Cause, e.Wait, cmp.Or(e.Err, errWorld)))
		}
		if over == len(w.codes) {
			break
		}
		hold := Never
		if t := s.Offer(now, read < len(w.codes) && read-over < 65536); t != nil {
			if hold = s.Hold(now); hold == 0 {
				host := t.Host()
				s.Sent(now, t)
				w.inFlight[host]++
				v := &visit{at: now, code: t.Slot, host: host, attempt: t.Attempt, inFlight: w.inFlight[host], ticket: t}
				w.server(v)
				w.visits = append(w.visits, *v)
				heap.Push(&flying, v)
				continue
			}
		} else if s.IsIdle() && read < len(w.codes) && read-over < 65536 {
			s.Add(now, w.codes[read].host, read)
			read++
			continue
		}
		if now >= sampled {
			sampled = now + sampleEvery
			if hold := s.Stats(now).Holdup; hold.Kind&(NoLookups|Down|Paused|Paced) != 0 && !hold.Told {
				s.Tell(hold)
				w.told = append(w.told, toldHoldup{now, hold})
			}
		}
		next := sampled
		if wait := min(s.Wait(now), hold); wait < Never {
			next = min(next, now+max(wait, 1))
		}
		if len(flying) > 0 {
			next = min(next, flying[0].at+flying[0].takes)
		}
		if len(flying) == 0 && s.Wait(now) == Never && hold == Never {
			t.Fatalf("nothing happens any more: %d of %d codes are over", over, len(w.codes))
		}
		now = next
	}
	w.elapsed = now
}

func (v *visit) report(l Limits) Report {
	r := Report{Verdict: Good, RetryAfter: v.retryAfter}
	switch {
	case v.kind == truncated:
		r = Report{Verdict: Alive, Retry: true}
	case v.kind != "":
		r = Report{Verdict: Failed, Retry: true}
	case v.status == 429:
		r.Verdict, r.Retry = Throttled, true
	case v.status == 503:
		r.Verdict, r.Retry = Overload, true
	}
	if r.Retry || v.status != 200 {
		r.Err = errWorld
	}
	r.Lookup = v.lookup
	r.Retry = r.Retry && r.RetryAfter <= l.MaxWait
	return r
}

// A kind is how a request fails.
type kind string

const (
	reset     kind = "reset"
	timeout   kind = "timeout"
	stalled   kind = "stalled"
	truncated kind = "truncated"
)

const (
	ms          = time.Millisecond
	answerTime  = 20 * ms // of a healthy server
	timeoutTime = 6100 * ms
)

// usual are the limits of a run without options.
var usual = Limits{Retries: 3, MaxWait: time.Minute}

// eachRun calls f for 30 and for 300 workers, each with several seeds.
func eachRun(t *testing.T, f func(t *testing.T, workers int, seed uint64)) {
	for _, workers := range []int{30, 300} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%d workers, seed %d", workers, seed), func(t *testing.T) { f(t, workers, seed) })
		}
	}
}

// oneHost are n codes of one host.
func oneHost(n int) []worldCode {
	codes := make([]worldCode, n)
	for i := range codes {
		codes[i] = worldCode{"h", i}
	}
	return codes
}

// serve has a visit come to a file.
func (v *visit) serve() { v.takes, v.status = answerTime, 200 }

// fail has a visit fail; by a timeout it takes longer.
func (v *visit) fail(k kind) {
	v.status, v.kind = 0, k
	if k == timeout || k == stalled {
		v.takes = timeoutTime
	}
}

// isBad reports whether a visit ended as something that could be laid on its host.
func (v *visit) isBad() bool { return v.status == 429 || v.status == 503 || v.kind != "" }

// check reports the codes that did not end as they should: with a file where good says so, and else
// without.
func (w *world) check(t *testing.T, good func(code int) bool) {
	t.Helper()
	for i, e := range w.ends {
		if !good(i) && e.ok {
			t.Errorf("code %d, which is broken, has a file", i)
		}
	}
	if lost := w.lost(good); lost > 0 {
		t.Errorf("%d of %d codes are lost", lost, len(w.codes))
	}
}

// lost is how many good codes have no file.
func (w *world) lost(good func(code int) bool) (n int) {
	for i, e := range w.ends {
		if good(i) && !e.ok {
			n++
		}
	}
	return n
}

func all(int) bool  { return true }
func none(int) bool { return false }

// from is the visits from an instant on.
func (w *world) from(at Instant) []visit {
	return w.visits[sort.Search(len(w.visits), func(i int) bool { return w.visits[i].at >= at }):]
}

// cost is how long the requests took in all, spread over the workers.
func (w *world) cost() (cost time.Duration) {
	for _, v := range w.visits {
		cost += v.takes
	}
	return cost / time.Duration(w.workers)
}

// share is the part of visits for which f returns true.
func share(visits []visit, f func(*visit) bool) float64 {
	n := 0
	for i := range visits {
		if f(&visits[i]) {
			n++
		}
	}
	return float64(n) / float64(max(len(visits), 1))
}
