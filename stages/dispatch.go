package stages

import (
	"context"
	"errors"
	"time"

	"github.com/hoist/hoist/sink"
)

// A dispatch hands requests to the fetch workers and takes back what came of them, as its scheduler says, and hands
// results on:
//
//	intake ──▶ dispatch ──requests──▶ [fetch × N]
//	              │ ◀──────fetched───────┘
//	              └──results──▶ save
//
// The circle can't deadlock. dispatch is one goroutine, and sends only in a select that receives from fetch as well: so a
// worker is always rid of what it fetched, and free to take the next. What it fetched is held meanwhile, and no more is sent than
// there is room for: bodies in flight and held are no more than the workers and a few. Nobody downstream waits for dispatch.
type dispatch struct {
	*scheduler
	full  func() bool     // reports whether there is no place for another job in the pipeline
	began time.Time       // from which instants count
	soft  context.Context // its end ends what waits
}

// held is how many results wait to be saved at most, beyond one for each worker.
const held = saveWorkers

// run works until in is closed and all jobs have their results. It closes requests, then, when fetched is closed,
// results. The end of soft ends what waits; the end of ctx ends the redirects of attempts that have begun too.
func (d *dispatch) run(ctx context.Context, in <-chan Request, requests chan<- Request, fetched <-chan Fetched, results chan<- Fetched) {
	defer close(results)
	defer func() {
		if requests != nil {
			close(requests)
		}
	}()
	alarm := newAlarm()
	defer alarm.stop()
	var done queue[Fetched]
	for fetched != nil || !done.empty() || d.ended.n > 0 {
		now := time.Since(d.began)
		d.stopIfTold(ctx, now)
		d.wake(now)
		offered := d.offer(now)
		if offered == nil && len(d.dead) > 0 && d.idle() && d.full() {
			d.relieve(now)
		}
		if in == nil && requests != nil && d.waiting == 0 && d.inFlight == 0 {
			close(requests)
			requests = nil
		}
		if result, ok := d.over(); ok {
			done.push(result)
		}

		// What may happen next: nil where it may not.
		var (
			request Request
			send    chan<- Request
			result  Fetched
			hand    chan<- Fetched
			receive <-chan Request
			wait    = d.wait(now)
		)
		if offered != nil && d.inFlight+done.n < d.workers+held {
			if hold := d.hold(now); hold > 0 {
				wait = min(wait, hold)
			} else {
				request, send = d.request(now, offered), requests
			}
		}
		if !done.empty() {
			result, hand = *done.first(), results
		}
		if d.stop != nil || offered == nil && d.idle() && d.ended.n == 0 {
			receive = in
		}
		// One by one first: a select of them all costs several times as much. None can starve another, since each
		// needs what others did before.
		select {
		case hand <- result:
			done.drop()
			continue
		default:
		}
		select {
		case f, ok := <-fetched:
			fetched = d.take(f, ok, fetched, &done)
			continue
		default:
		}
		select {
		case send <- request:
			d.sent(now, offered, request)
			continue
		default:
		}
		select {
		case hand <- result:
			done.drop()
		case f, ok := <-fetched:
			fetched = d.take(f, ok, fetched, &done)
		case send <- request:
			d.sent(now, offered, request)
		case r, ok := <-receive:
			if ok {
				d.add(time.Since(d.began), r)
			} else {
				in = nil
			}
		case <-alarm.after(wait):
			alarm.rang()
		case <-d.told(ctx):
		}
	}
}

// take takes in what was received from fetched, and returns where to receive next: nil when that is closed.
func (d *dispatch) take(f Fetched, ok bool, fetched <-chan Fetched, done *queue[Fetched]) <-chan Fetched {
	if !ok {
		return nil
	}
	if d.back(time.Since(d.began), &f) {
		done.push(f)
	}
	return fetched
}

// told is closed when there is a reason to stop that was not heeded yet.
func (d *dispatch) told(ctx context.Context) <-chan struct{} {
	switch {
	case d.stop == nil:
		return d.soft.Done()
	case !d.aborted:
		return ctx.Done()
	}
	return nil
}

// stopIfTold heeds the end of a context.
func (d *dispatch) stopIfTold(ctx context.Context, now instant) {
	if cause := stopped(d.soft); cause != nil && d.stop == nil {
		d.end(now, endOf(cause), false)
	}
	if cause := stopped(ctx); cause != nil && !d.aborted {
		d.end(now, endOf(cause), true)
	}
}

// endOf is what a job says that is not sent any more for this cause.
func endOf(cause error) *Failure {
	if tooMany, ok := errors.AsType[*TooManyErrors](cause); ok {
		return failure(sink.TooManyErrors, tooMany)
	}
	return cancelled(cause)
}
