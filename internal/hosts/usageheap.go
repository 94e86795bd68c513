package hosts

import (
	"container/heap"
	"time"
)

// usage returns the workers' time that a host has used, including the requests in flight.
func (h *host) usage(now Instant) time.Duration {
	return h.used + time.Duration(h.inFlight)*now - h.sentSum
}

// A usageHeap holds hosts in order: the host that has used the least of the workers' time is first.
// While requests are in flight, usage only grows. So a host is moved to its place only when it
// comes first.
type usageHeap struct{ hosts byKey }

func (u *usageHeap) empty() bool { return len(u.hosts) == 0 }

// first returns the host that has used the least time. There must be a host.
func (u *usageHeap) first(now Instant) *host {
	for {
		h := u.hosts[0]
		usage := h.usage(now)
		if usage <= h.key {
			return h
		}
		h.key = usage
		heap.Fix(&u.hosts, 0)
		if u.hosts[0] == h {
			return h
		}
	}
}

func (u *usageHeap) add(h *host)    { heap.Push(&u.hosts, h) }
func (u *usageHeap) remove(h *host) { heap.Remove(&u.hosts, h.position) }

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
