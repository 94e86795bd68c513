// Package clock calls functions after a time, as time.AfterFunc does, but where it can without
// timers of the Go runtime.
//
// While one of those is pending, each processor that the runtime takes back from a thread in a
// system call has another thread woken to look after its timers (handoffp and wakeNetPoller in
// runtime/proc.go of Go 1.26). A large file is read and written by calls that are long enough for
// that.
package clock

import (
	"container/heap"
	"math"
	"sync"
	"time"
)

// A Timer is what time.AfterFunc returns.
type Timer interface {
	Stop() bool
	Reset(after time.Duration) bool
}

// A Clock has timers, of which the next one sets a bell of the system. Many goroutines may use it
// at a time. A nil Clock has the timers of the Go runtime.
type Clock struct {
	bell  bell
	ended chan struct{} // closed when the bell is
	start time.Time     // from which times are counted

	mu      sync.Mutex
	pending queue
	set     time.Duration // when the bell rings; never if it does not
	closed  bool
}

const never time.Duration = math.MaxInt64

// Open returns a clock, which must be closed; nil where the system has no bell, or none left.
func Open() *Clock {
	b, err := newBell()
	if err != nil {
		return nil // the runtime's timers do the same, at their price
	}
	c := &Clock{bell: b, ended: make(chan struct{}), start: time.Now(), set: never}
	go c.listen()
	return c
}

// Close ends the timers that are pending, and all that are set later. It waits for no call.
func (c *Clock) Close() {
	if c == nil {
		return
	}
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		c.bell.set(0)
	}
	c.mu.Unlock()
	<-c.ended
}

// AfterFunc calls f in a goroutine of its own when after has passed.
func (c *Clock) AfterFunc(after time.Duration, f func()) Timer {
	if c == nil {
		return time.AfterFunc(after, f)
	}
	t := &timer{clock: c, f: f, place: none}
	t.Reset(after)
	return t
}

// listen calls what is due each time the bell rings.
func (c *Clock) listen() {
	defer close(c.ended)
	defer c.bell.close()
	for c.callDue() {
		c.bell.wait()
	}
}

// callDue reports whether there may be more to call later.
func (c *Clock) callDue() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	now := time.Since(c.start)
	for len(c.pending) > 0 && c.pending[0].at <= now {
		go heap.Pop(&c.pending).(*timer).f()
	}
	c.set = never
	c.setBell(now)
	return true
}

// setBell sees to it that the bell rings for the next timer. It may ring too early, for one that
// was stopped.
func (c *Clock) setBell(now time.Duration) {
	if !c.closed && len(c.pending) > 0 && c.pending[0].at < c.set {
		c.set = c.pending[0].at
		c.bell.set(c.set - now)
	}
}
