package stages

import "time"

// A host is what the scheduler knows of one: what waits for it, what is in flight, how much it bears. Jobs for
// a host wait in its queue; a host with work is either ready, in the ring of those that take turns, or asleep until a time,
// or has as much in flight as it may.
type host struct {
	name     string
	met      instant // when it was heard of
	queue    items
	inFlight int
	window   float64       // how many may be in flight: additive increase, multiplicative decrease
	cut      uint64        // the window was cut for requests sent before this one
	answered bool          // it has been well
	unwell   bool          // the last that was heard of it was bad
	failing  instant       // since when
	failures int           // cuts since it was well
	until    instant       // nothing goes before: it asked for a pause, or seems dead
	asked    bool          // it asked for that pause
	probe    time.Duration // 0 while it does not seem dead; else how long it is left alone between two requests
	dead     instant       // since when it seems so
	expiry   instant       // when the first of its queue has waited too long for it, while it seems dead
	last     error         // its last failure: a Failure
	rate     bucket        // --per-host-rate
	pace     pace
	recent   recent // successes

	working    bool // is counted as having work
	busy       bool // and as being well
	state      hostState
	prev, next *host // in the ring of its state
	index      int   // in the timeline of those asleep
	wakes      instant
}

type hostState uint8

const (
	occupied hostState = iota // has all in flight that it may, or nothing to do but what is in flight
	ready                     // in the ring of those that may go
	asleep                    // in the timeline
	resting                   // has no work; remembered for what it is not well with
)

func (h *host) at() instant { return h.wakes }
func (h *host) place() *int { return &h.index }

// firstProbe is how long a host that seems dead is left alone first; each further time is twice as long.
const firstProbe = time.Second

// limit is how many requests may be in flight.
func (h *host) limit() int {
	if h.probe > 0 {
		return 1
	}
	return max(int(h.window), 1)
}

// succeeded notes an answer that shows the host well. most is the widest that its window may be.
func (h *host) succeeded(now instant, most float64) {
	h.revive(now)
	h.window = min(h.window+1/h.window, most)
	h.recent.add(now)
}

// revive notes that the host answered, whatever it said: it is neither dead nor failing. What its queue has waited for it
// is not forgotten.
func (h *host) revive(now instant) {
	if h.probe > 0 {
		for it := h.queue.head; it != nil; it = it.next {
			it.waited, it.since = h.waited(it, now), now
		}
	}
	h.answered, h.unwell, h.failures, h.probe = true, false, 0, 0
}

// failed notes that the host did not answer, or not to the end, the request of that serial number; next is that of
// the next. The window is cut once for all that was in flight together, to half of that, as TCP does (RFC 5681,
// section 3.1). One that is down to one already, and fails again, means that the host seems dead: it is left alone,
// for longer each time, but not longer than most.
func (h *host) failed(now instant, serial, next uint64, most time.Duration) {
	if !h.unwell {
		h.unwell, h.failing = true, now
	}
	if serial < h.cut {
		return
	}
	h.cut = next
	h.failures++
	if h.window >= 2 || h.failures < 2 {
		h.narrow()
		return
	}
	if h.probe == 0 {
		h.dead = now
	}
	h.probe = max(min(2*h.probe, most), min(firstProbe, most), 1)
	h.pause(now+h.probe, false)
}

// narrow cuts the window to half of what was in flight; to one only from two, or where the host never answered, and has to
// show that it is there.
func (h *host) narrow() {
	least := 1.0
	switch {
	case !h.answered:
		h.window = 1
	case h.window >= 4:
		least = 2
	}
	h.window = max(min(h.window, float64(h.inFlight+1))/2, least)
}

// pause keeps requests back until a time.
func (h *host) pause(until instant, asked bool) {
	if until > h.until {
		h.until, h.asked = until, asked
	}
}

// wait is how long the host must be left alone.
func (h *host) wait(now instant) time.Duration {
	return max(h.until-now, h.rate.wait(now), h.pace.wait(now), 0)
}

// waited is how long an item has waited for hosts that seemed dead.
func (h *host) waited(it *item, now instant) time.Duration {
	if h.probe == 0 {
		return it.waited
	}
	return it.waited + now - max(it.since, h.dead)
}

// healthy reports whether a host is as one that nothing is known of.
func (h *host) healthy(now instant, most float64) bool {
	return !h.unwell && h.window >= most && h.until <= now && h.rate.next <= now && h.pace.rate == 0
}

// A ring is hosts that take turns. The zero value is empty.
type ring struct {
	head *host
	n    int
}

// add puts h where its turn comes last.
func (r *ring) add(h *host) {
	if r.head == nil {
		r.head, h.prev, h.next = h, h, h
	} else {
		h.prev, h.next = r.head.prev, r.head
		h.prev.next, h.next.prev = h, h
	}
	r.n++
}

func (r *ring) remove(h *host) {
	if r.n--; r.n == 0 {
		r.head = nil
	} else {
		h.prev.next, h.next.prev = h.next, h.prev
		if r.head == h {
			r.head = h.next
		}
	}
	h.prev, h.next = nil, nil
}
