package sink

import (
	"cmp"
	"container/heap"
	"slices"
)

// A worst counts errors by host, and keeps the hosts that have most: the space-saving algorithm of Metwally,
// Agrawal and El Abbadi (ICDT 2005). It is exact while no more than worstKept hosts have errors. Beyond that a new
// host takes the place, and the count, of the one with fewest: so a count may be too high, by no more than all
// errors over worstKept, and no host with more than that is missing. The zero value is ready to use.
type worst struct {
	byHost map[string]*hostErrors
	least  fewest
}

type hostErrors struct {
	host  string
	n     uint64
	index int // in least
}

const (
	worstKept = 1000
	worstTold = 10
)

func (w *worst) add(host string) {
	if w.byHost == nil {
		w.byHost = map[string]*hostErrors{}
	}
	h := w.byHost[host]
	switch {
	case h != nil:
	case len(w.least) < worstKept:
		h = &hostErrors{host: host}
		w.byHost[host] = h
		heap.Push(&w.least, h)
	default:
		h = w.least[0]
		delete(w.byHost, h.host)
		h.host = host
		w.byHost[host] = h
	}
	h.n++
	heap.Fix(&w.least, h.index)
}

// told returns the hosts with most errors, the worst first; of equals that first in the alphabet.
func (w *worst) told() []*hostErrors {
	sorted := slices.SortedFunc(slices.Values(w.least), func(a, b *hostErrors) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.host, b.host))
	})
	return sorted[:min(len(sorted), worstTold)]
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
