package logline

import (
	"cmp"
	"container/heap"
	"slices"
)

// A topHosts counts errors by host, and keeps the hosts that have most errors, by the space-saving
// algorithm of Metwally, Agrawal and El Abbadi (ICDT 2005). It is exact while no more than
// topHostsKept hosts have errors. After that a new host takes the place, and the count, of the host
// with fewest errors. Only the errors that are surely its own are reported for it. If a host has
// more errors than all errors divided by topHostsKept, it is kept. The zero value is ready to use.
type topHosts struct {
	byHost map[string]*hostErrors
	least  fewest
}

type hostErrors struct {
	host  string
	n     uint64
	taken uint64 // of n, from the hosts that had the place before
	index int    // in least
}

// sure returns the lower bound of the errors of the host.
func (h *hostErrors) sure() uint64 { return h.n - h.taken }

const (
	topHostsKept = 1000
	topHostsTold = 10
)

func (w *topHosts) add(host string) {
	if w.byHost == nil {
		w.byHost = map[string]*hostErrors{}
	}
	h := w.byHost[host]
	switch {
	case h != nil:
	case len(w.least) < topHostsKept:
		h = &hostErrors{host: host}
		w.byHost[host] = h
		heap.Push(&w.least, h)
	default:
		h = w.least[0]
		delete(w.byHost, h.host)
		h.host, h.taken = host, h.n
		w.byHost[host] = h
	}
	h.n++
	heap.Fix(&w.least, h.index)
}

// told returns the hosts with most errors, in descending order. Hosts with equal counts are in
// alphabetical order.
func (w *topHosts) told() []*hostErrors {
	sorted := slices.SortedFunc(slices.Values(w.least), func(a, b *hostErrors) int {
		return cmp.Or(cmp.Compare(b.sure(), a.sure()), cmp.Compare(a.host, b.host))
	})
	return sorted[:min(len(sorted), topHostsTold)]
}

// fewest is a heap (container/heap): the host with fewest errors comes first.
type fewest []*hostErrors

func (f fewest) Len() int           { return len(f) }
func (f fewest) Less(i, j int) bool { return f[i].n < f[j].n }

func (f fewest) Swap(i, j int) {
	f[i], f[j] = f[j], f[i]
	f[i].index, f[j].index = i, j
}

func (f *fewest) Push(h any) {
	h.(*hostErrors).index = len(*f)
	*f = append(*f, h.(*hostErrors))
}

func (f *fewest) Pop() any { panic("a host is replaced, never taken out") }
