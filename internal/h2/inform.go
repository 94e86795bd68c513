package h2

import "context"

type dialKey struct{}

// Inform calls f for each request for which a connection is dialed. If ctx is the context of a
// request, it calls f with ctx. If ctx is the context of Transport.Dial, it calls f with the
// context of each request that waits. Until Inform is called again or the dial ends, f is also
// called for each request that begins to wait. One goroutine at a time calls f. f must not block.
func Inform(ctx context.Context, f func(request context.Context)) {
	d, ok := ctx.Value(dialKey{}).(*dial)
	if !ok {
		f(ctx)
		return
	}
	d.host.mu.Lock()
	defer d.host.mu.Unlock()
	d.inform = f
	for place := d.host.waiting.Front(); place != nil; place = place.Next() {
		f(place.Value.(*waiter).ctx)
	}
}

// inform reports the current dials to a request that begins to wait. It is called with the lock
// held.
func (h *host) inform(ctx context.Context) {
	for d := range h.dials {
		if d.inform != nil {
			d.inform(ctx)
		}
	}
}
