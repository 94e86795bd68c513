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

// A world simulates a run with a scheduler, workers, and servers that answer after a while. Its
// clock is simulated, so a run of an hour takes a moment.
type world struct {
	workers  int
	limits   Limits
	seed     uint64
	codes    []worldCode
	server   func(*visit)  // sets the result of a request
	late     time.Duration // how late timers fire
	inFlight map[string]int
	visits   []visit // all requests, in the order of sending
	ends     []end   // index: code
	told     []toldHoldup
	tooLong  []string // hosts whose Retry-After was too long
	elapsed  time.Duration
}

// A worldCode is a code of a host.
type worldCode struct {
	host   string
	number int // index among the codes of its host
}

// A visit is one request to a server, with its result.
type visit struct {
	at       Instant
	code     int // index
	host     string
	attempt  int
	inFlight int // requests in flight at the host, with this one

	takes      time.Duration
	status     int  // status of the answer; 0 for none
	kind       kind // how the request failed; empty if the status shows it
	retryAfter time.Duration
	lookup     Lookup
	hop        string // host of a redirect; empty for none

	ticket *Ticket
}

// An end is the time and the result of a code.
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

// run runs the world until all codes are over.
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
			if hold = s.RateDelay(now); hold == 0 {
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
			s.Add(now, now, w.codes[read].host, read)
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
			next = min(next, now+max(wait, 1)+w.late)
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

// A kind is a way in which a request fails.
type kind string

const (
	reset     kind = "reset"
	timeout   kind = "timeout"
	stalled   kind = "stalled"
	truncated kind = "truncated"
)

const (
	ms          = time.Millisecond
	answerTime  = 20 * ms // for a healthy server
	timeoutTime = 6100 * ms
)

// usual are the limits of a run without options.
var usual = Limits{Retries: 3, MaxWait: time.Minute}

// eachRun calls f with 30 and with 300 workers, each with several seeds.
func eachRun(t *testing.T, f func(t *testing.T, workers int, seed uint64)) {
	for _, workers := range []int{30, 300} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%d workers, seed %d", workers, seed), func(t *testing.T) { f(t, workers, seed) })
		}
	}
}

// oneHost returns n codes of one host.
func oneHost(n int) []worldCode {
	codes := make([]worldCode, n)
	for i := range codes {
		codes[i] = worldCode{"h", i}
	}
	return codes
}

// serve makes a visit succeed.
func (v *visit) serve() { v.takes, v.status = answerTime, 200 }

// fail makes a visit fail. A visit that hangs or stalls takes longer.
func (v *visit) fail(k kind) {
	v.status, v.kind = 0, k
	if k == timeout || k == stalled {
		v.takes = timeoutTime
	}
}

// isBad reports whether the result of a visit counts against its host.
func (v *visit) isBad() bool { return v.status == 429 || v.status == 503 || v.kind != "" }

// check reports each code with the wrong result: a code gets a file if good returns true for it,
// and no file otherwise.
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

// lost returns the number of good codes without a file.
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

// from returns the visits from an instant on.
func (w *world) from(at Instant) []visit {
	return w.visits[sort.Search(len(w.visits), func(i int) bool { return w.visits[i].at >= at }):]
}

// cost returns the total duration of the requests, divided by the number of workers.
func (w *world) cost() (cost time.Duration) {
	for _, v := range w.visits {
		cost += v.takes
	}
	return cost / time.Duration(w.workers)
}

// share returns the share of visits for which f returns true.
func share(visits []visit, f func(*visit) bool) float64 {
	n := 0
	for i := range visits {
		if f(&visits[i]) {
			n++
		}
	}
	return float64(n) / float64(max(len(visits), 1))
}
