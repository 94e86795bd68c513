package stages

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/notices"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
)

// A dispatch sends requests to the fetch workers, in the order of the scheduler of hosts, receives
// their results, and passes results on:
//
//	intake ──▶ dispatch ──requests──▶ [fetch × N]
//	              │ ◀──────fetched───────┘
//	              └──finished─▶ save
//
// The circle can't deadlock. dispatch is one goroutine. Whenever it waits to send, it also waits to
// receive from fetch, so a worker can always deliver its result and take the next request.
// Meanwhile dispatch holds the results, and sends no more requests than there is room for: the
// bodies in flight and the held bodies together are at most a few more than the workers. No stage
// downstream waits for dispatch.
type dispatch struct {
	hosts   *hosts.Scheduler
	workers int
	jobs    pipeline.Slots[job]
	trace   tracer
	tokens  pipeline.Tokens  // places for jobs in the pipeline
	began   time.Time        // from which instants count
	reading context.Context  // its end ends the waiting tickets
	stop    *outcome.Failure // failure of the waiting jobs after a stop; nil before
	aborted bool             // redirects of attempts in progress end too

	in       <-chan Request // nil once it is closed
	requests chan<- Request // nil once it is closed
	fetched  <-chan Fetched // nil once it is closed
	finished chan<- Fetched
	done     pipeline.Queue[Fetched] // results to be passed on
	timer    *waitTimer
	causes   notices.Finder

	stats   *atomic.Pointer[hosts.Stats] // nil for none
	notices *notices.Notices             // nil for none
	publish hosts.Instant                // time of the next stats

	received *atomic.Int64            // bytes of bodies; nil for no count
	turns    *pipeline.Turns[Request] // of jobs with one file
}

// publishEvery is the time between two publications of stats.
const publishEvery = 500 * time.Millisecond

// run works until in is closed and all jobs have their results. Then it closes requests and, when
// fetched is closed, finished. When reading ends, the waiting tickets end. When ctx ends, redirects
// of attempts in progress end too.
func (d *dispatch) run(ctx context.Context) {
	defer close(d.finished)
	defer d.closeRequests()
	d.timer = newWaitTimer()
	defer d.timer.stop()
	defer d.notices.End()
	for d.fetched != nil || !d.done.Empty() || d.hosts.HasEnded() {
		now := time.Since(d.began)
		d.checkStop(ctx, now)
		d.takeTurns(now)
		d.hosts.Wake(now)
		if d.in == nil && d.hosts.Waiting() == 0 && d.hosts.InFlight() == 0 && d.turns.IsIdle() {
			d.closeRequests()
		}
		d.publishStats(now)
		// Steps that need no wait come first, since a select of all channels costs several times as
		// much.
		collected, handed, distributed := d.collect(now), d.hand(), d.distribute(now)
		if !collected && !handed && !distributed {
			d.block(ctx, now)
		}
	}
}

// publishStats publishes stats, and gives notices of them, if it is time.
func (d *dispatch) publishStats(now hosts.Instant) {
	if d.stats == nil && d.notices == nil || now < d.publish {
		return
	}
	d.publish = now + publishEvery
	stats := d.hosts.Stats(now)
	if d.stats != nil {
		d.stats.Store(&stats)
	}
	if d.notices == nil || d.stop != nil {
		return
	}
	received := int64(0)
	if d.received != nil {
		received = d.received.Load()
	}
	if d.notices.See(now, stats, received) {
		d.hosts.Tell(stats.Holdup)
	}
}

func (d *dispatch) closeRequests() {
	if d.requests != nil {
		close(d.requests)
		d.requests = nil
	}
}

// collect receives results of fetch, and reports whether there was one.
func (d *dispatch) collect(now hosts.Instant) (some bool) {
	for {
		select {
		case f, ok := <-d.fetched:
			d.collected(now, f, ok)
			some = true
		default:
			return some
		}
	}
}

func (d *dispatch) collected(now hosts.Instant, f Fetched, ok bool) {
	if !ok {
		d.fetched = nil
		return
	}
	t := f.Request.ticket
	j := d.jobs.At(t.Slot)
	again := d.hosts.Report(now, t, f.report())
	switch {
	case f.Reply.Next != nil:
		j.request = f.redirected()
		d.hosts.Continue(now, t, j.request.Host)
	case again:
		if d.stop == nil {
			d.trace.step(f.Request.Job, logline.Retrying, f.worker)
		}
		j.last, j.status, j.detail, j.failed = f.Err, f.Reply.Status, f.Reply.Detail, now
		j.request = f.restarted()
	default:
		d.causes.See(notices.Result{Host: f.Request.Host, Status: f.Reply.Status, OK: f.hasFile(), Err: f.Err})
		d.jobs.Remove(t.Slot)
		d.hosts.Release(t)
		f.Request.ticket = nil
		d.done.Push(f)
	}
}

// hand passes results on, and reports whether there was one.
func (d *dispatch) hand() (some bool) {
	for {
		if d.done.Empty() {
			ending, ok := d.hosts.NextEnded()
			if !ok {
				return some
			}
			d.done.Push(d.ended(ending))
		}
		select {
		case d.finished <- *d.done.First():
			d.done.Drop()
			some = true
		default:
			return some
		}
	}
}

// distribute sends requests to workers, and reads jobs if no request may go. It reports whether it
// did something.
func (d *dispatch) distribute(now hosts.Instant) (some bool) {
	for {
		request, send, receive, _ := d.next(now)
		select {
		case send <- request:
			d.sent(now, request)
			some = true
			continue
		default:
		}
		select {
		case r, ok := <-receive:
			d.read(now, r, ok)
			some = true
		default:
			return some
		}
	}
}

func (d *dispatch) read(now hosts.Instant, r Request, ok bool) {
	switch {
	case !ok:
		d.in = nil
	case r.Err != nil:
		d.done.Push(r.ended(r.Err))
	case d.stop != nil || d.begins(now, &r):
		d.add(now, r)
	}
}

func (d *dispatch) add(now hosts.Instant, r Request) {
	d.hosts.Add(now, r.read, r.Host, d.jobs.Add(job{request: r}))
}
