package stages

import (
	"fmt"
	"time"
)

// finish ends an item without its being sent again.
func (s *scheduler) finish(it *item, end error) {
	it.end = end
	s.ended.pushBack(it)
}

// over returns the result of the item that has been over longest; false where none is.
func (s *scheduler) over() (f Fetched, ok bool) {
	it := s.ended.pop()
	if it == nil {
		return Fetched{}, false
	}
	f = it.result()
	s.recycle(it)
	return f, true
}

// end ends all that waits, with failure; hops of attempts that have begun only where the run is aborted.
func (s *scheduler) end(now instant, failure *Failure, aborted bool) {
	s.stop, s.aborted = failure, aborted
	ending := items{}
	for !s.later.empty() {
		ending.pushBack(s.later.pop())
	}
	for _, h := range s.hosts {
		h.queue.split(&ending, func(it *item) bool { return aborted || len(it.req.Trail) == 0 })
		s.settle(now, h)
	}
	s.waiting -= ending.n
	for it := ending.pop(); it != nil; it = ending.pop() {
		s.finish(it, it.stopped(failure))
	}
}

// refuse ends the queue of a host that asked for a longer pause than anyone waits.
func (s *scheduler) refuse(now instant, h *host) {
	s.waiting -= h.queue.n
	for it := h.queue.pop(); it != nil; it = h.queue.pop() {
		s.finish(it, it.lastError(h, "asked not to be asked for %v", (h.until-now).Round(time.Second)))
	}
}

// expire ends those in the queue of a host that seems dead who have waited as long for such hosts as they may.
func (s *scheduler) expire(now instant, h *host) {
	if h.probe == 0 || now < h.expiry {
		return
	}
	h.expiry = never
	expired := items{}
	h.queue.split(&expired, func(it *item) bool {
		left := s.MaxWait - h.waited(it, now)
		if left <= s.MaxWait/100 { // as good as over: so a long queue is not looked through for each of them
			return true
		}
		h.expiry = min(h.expiry, now+left)
		return false
	})
	s.giveUp(h, expired, "seems dead, and was waited for %v", s.MaxWait)
}

// What relieve takes as a host that does not come back by itself, and how many of its jobs end at a time.
const (
	failingFor = 3 * time.Second
	relieved   = 64
)

// relieve makes room where all places are taken and nothing may go: jobs end of hosts that have failed for a while,
// those that have waited longest. It returns how long it is until there may be such a host; never where none fails.
func (s *scheduler) relieve(now instant) time.Duration {
	wait := never
	for h := range s.failing {
		if left := failingFor - (now - h.failing); left > 0 {
			wait = min(wait, left)
			continue
		}
		failed := (now - h.failing).Round(time.Second)
		s.giveUp(h, h.queue.take(relieved), "has failed for %v, and other jobs need the place", failed)
		s.settle(now, h)
		return 0
	}
	return wait
}

func (s *scheduler) giveUp(h *host, queue items, format string, args ...any) {
	s.waiting -= queue.n
	for it := queue.pop(); it != nil; it = queue.pop() {
		s.finish(it, it.lastError(h, format, args...))
	}
}

// lastError is the failure of an item that its host does not let get on, for what it says of the host: the item's own
// last error, or where it never was sent the host's.
func (it *item) lastError(h *host, format string, args ...any) error {
	last := h.last
	if it.last != nil {
		last = it.last
	}
	f := *asFailure(last)
	f.Err = fmt.Errorf("%w; %s %s", f.Err, h.name, fmt.Sprintf(format, args...))
	return &f
}
