package stages

import (
	"context"
	"time"
)

// A dispatch hands requests to the fetch workers and takes back what came of them, as its scheduler says, and hands
// results on:
//
//	intake ──▶ dispatch ──requests──▶ [fetch × N]
//	              │ ◀──────fetched───────┘
//	              └──results──▶ save
//
// The circle can't deadlock. dispatch is one goroutine, and where it waits to send it waits to receive from fetch
// as well: so a worker is always rid of what it fetched, and free to take the next. What it fetched is held
// meanwhile, and no more is sent than there is room for: bodies in flight and held are as many as the workers, and
// a few. Nobody downstream waits for dispatch.
type dispatch struct {
	*scheduler
	full  func() bool     // reports whether there is no place for another job in the pipeline
	began time.Time       // from which instants count
	soft  context.Context // its end ends what waits

	in       <-chan Request // nil once it is closed
	requests chan<- Request // nil once it is closed
	fetched  <-chan Fetched // nil once it is closed
	results  chan<- Fetched
	done     queue[Fetched] // what results will have
	alarm    *alarm
}

// held is how many results wait to be saved at most, beyond one for each worker.
const held = saveWorkers

// run works until in is closed and all jobs have their results. It closes requests, then, when fetched is closed,
// results. The end of soft ends what waits; the end of ctx ends the redirects of attempts that have begun too.
func (d *dispatch) run(ctx context.Context) {
	defer close(d.results)
	defer d.closeRequests()
	d.alarm = newAlarm()
	defer d.alarm.stop()
	for d.fetched != nil || !d.done.empty() || d.ended.n > 0 {
		now := time.Since(d.began)
		d.heed(ctx, now)
		d.wake(now)
		if d.in == nil && d.waiting == 0 && d.inFlight == 0 {
			d.closeRequests()
		}
		// What can be done at once is done first, since a select of all costs several times as much.
		collected, relief := d.collect(now), d.makeRoom(now)
		handed, distributed := d.hand(), d.distribute(now)
		if !collected && !handed && !distributed {
			d.block(ctx, now, relief)
		}
	}
}

func (d *dispatch) closeRequests() {
	if d.requests != nil {
		close(d.requests)
		d.requests = nil
	}
}

// collect takes in what was fetched, and reports whether there was something.
func (d *dispatch) collect(now instant) (some bool) {
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

func (d *dispatch) collected(now instant, f Fetched, ok bool) {
	if !ok {
		d.fetched = nil
	} else if d.back(now, &f) {
		d.done.push(f)
	}
}

// makeRoom ends jobs of failing hosts where all places are taken, nothing may go, and none is being freed. It returns
// how long it is until there may be some to end.
func (d *dispatch) makeRoom(now instant) time.Duration {
	if len(d.failing) == 0 || d.ended.n > 0 || !d.done.empty() || !d.idle() || d.offer(now) != nil || !d.full() {
		return never
	}
	return d.relieve(now)
}

// hand hands on results, and reports whether somebody took one.
func (d *dispatch) hand() (some bool) {
	for {
		if d.done.empty() {
			result, ok := d.over()
			if !ok {
				return some
			}
			d.done.push(result)
		}
		select {
		case d.results <- *d.done.first():
			d.done.drop()
			some = true
		default:
			return some
		}
	}
}

// distribute gives workers what may go, and reads on where nothing may. It reports whether it did something.
func (d *dispatch) distribute(now instant) (some bool) {
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

func (d *dispatch) read(now instant, r Request, ok bool) {
	if ok {
		d.add(now, r)
	} else {
		d.in = nil
	}
}

// next is what may be sent and received now, nil where nothing may, and how long that stays so. Reading goes on only
// while a worker is idle and nothing that waits may go; and after a stop, to tell of what was read.
func (d *dispatch) next(now instant) (request Request, send chan<- Request, receive <-chan Request, wait time.Duration) {
	wait = d.wait(now)
	offered := d.offer(now)
	switch {
	case offered == nil:
	case d.inFlight+d.done.n >= d.workers+held:
	default:
		if hold := d.hold(now); hold > 0 {
			wait = min(wait, hold)
		} else {
			request, send = d.request(now, offered), d.requests
		}
	}
	if d.ended.n == 0 && (d.stop != nil || offered == nil && d.idle()) {
		receive = d.in
	}
	return request, send, receive, wait
}

// block waits for anything that can happen, and for no longer than most.
func (d *dispatch) block(ctx context.Context, now instant, most time.Duration) {
	request, send, receive, wait := d.next(now)
	var result Fetched
	var hand chan<- Fetched
	if !d.done.empty() {
		result, hand = *d.done.first(), d.results
	}
	select {
	case f, ok := <-d.fetched:
		d.collected(time.Since(d.began), f, ok)
	case hand <- result:
		d.done.drop()
	case send <- request:
		d.sent(now, request)
	case r, ok := <-receive:
		d.read(time.Since(d.began), r, ok)
	case <-d.alarm.after(now, min(wait, most)):
		d.alarm.rang()
	case <-d.told(ctx):
	}
}
