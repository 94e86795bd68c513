package hosts

import (
	"container/heap"
	"time"
)

// usage returns the workers' time that a host has used, including the requests in flight.
func (h *host) usage(now Instant) time.Duration {
	return h.used + time.Duration(h.inFlight)*now - h.sentSum
}

// shares are hosts in order: the host that has used the least of the workers' time is first. While
// requests are in flight, usage only grows. So a host is moved to its place only when it comes
// first.
type shares struct{ hosts byKey }

func (s *shares) empty() bool { return len(s.hosts) == 0 }

// first returns the host that has used the least time. There must be a host.
func (s *shares) first(now Instant) *host {
	for {
		h := s.hosts[0]
		usage := h.usage(now)
		if usage <= h.key {
			return h
		}
		h.key = usage
		heap.Fix(&s.hosts, 0)
		if s.hosts[0] == h {
			return h
		}
	}
}

func (s *shares) add(h *host)    { heap.Push(&s.hosts, h) }
func (s *shares) remove(h *host) { heap.Remove(&s.hosts, h.position) }

// byKey is a heap (container/heap).
type byKey []*host

func (b byKey) Len() int           { return len(b) }
func (b byKey) Less(i, j int) bool { return b[i].key < b[j].key }

func (b byKey) Swap(i, j int) {
	b[i], b[j] = b[j], b[i]
	b[i].position, b[j].position = i, j
}

func (b *byKey) Push(h any) {
	h.(*host).position = len(*b)
	*b = append(*b, h.(*host))
}

func (b *byKey) Pop() any {
	last := len(*b) - 1
	h := (*b)[last]
	(*b)[last] = nil
	*b = (*b)[:last]
	h.position = -1
	return h
}
