package logline

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/hoist/hoist/internal/redact"
)

// A topHosts counts failures by host, and keeps the hosts that have most of them, by the
// space-saving algorithm of Metwally, Agrawal and El Abbadi (ICDT 2005). It is exact while no more
// hosts than places have failures. After that a new host takes the place, and the count, of the
// host with fewest failures. Only the failures that are surely its own are reported for it. If a
// host has more failures than all failures divided by places, it is kept. A nil topHosts is empty.
type topHosts struct {
	places int
	byHost map[string]*hostFailures
	least  fewest
}

type hostFailures struct {
	host   string
	reason string // of its first failure in this place
	detail string // of the same failure: the text that the server sent
	n      uint64
	taken  uint64 // of n, from the hosts that had the place before
	index  int    // in least
}

// sure returns the lower bound of the failures of the host.
func (h *hostFailures) sure() uint64 { return h.n - h.taken }

const (
	topHostsKept  = 1000
	topHostsShown = 10
)

func newTopHosts(places int) *topHosts {
	return &topHosts{places: places, byHost: map[string]*hostFailures{}}
}

func (w *topHosts) add(host, reason, detail string) {
	h := w.byHost[host]
	switch {
	case h != nil:
	case len(w.least) < w.places:
		h = &hostFailures{host: host, reason: redact.OneLine(reason), detail: redact.OneLine(detail)}
		w.byHost[host] = h
		heap.Push(&w.least, h)
	default:
		h = w.least[0]
		delete(w.byHost, h.host)
		h.host, h.reason, h.detail, h.taken = host, redact.OneLine(reason), redact.OneLine(detail), h.n
		w.byHost[host] = h
	}
	h.n++
	heap.Fix(&w.least, h.index)
}

// sorted returns the hosts with most failures, at most topHostsShown, in descending order. Hosts
// with equal counts are in alphabetical order.
func (w *topHosts) sorted() []*hostFailures {
	if w == nil {
		return nil
	}
	sorted := slices.SortedFunc(slices.Values(w.least), func(a, b *hostFailures) int {
		return cmp.Or(cmp.Compare(b.sure(), a.sure()), cmp.Compare(a.host, b.host))
	})
	return sorted[:min(len(sorted), topHostsShown)]
}

// fewest is a heap (container/heap): the host with fewest failures comes first.
type fewest []*hostFailures

func (f fewest) Len() int           { return len(f) }
func (f fewest) Less(i, j int) bool { return f[i].n < f[j].n }

func (f fewest) Swap(i, j int) {
	f[i], f[j] = f[j], f[i]
	f[i].index, f[j].index = i, j
}

func (f *fewest) Push(h any) {
	h.(*hostFailures).index = len(*f)
	*f = append(*f, h.(*hostFailures))
}

func (f *fewest) Pop() any { panic("a host is replaced, never taken out") }
