package h2

import "context"

type dialKey struct{}

// Inform calls f for each request for which a connection is dialed: with ctx, if ctx is that of a
// request; if it is that of a Dial by a Transport, with the context of each request that waits, and
// of each that comes to wait until Inform is called again or the dial ends. f is called by one
// goroutine at a time, and must not wait.
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

// inform has a request that came to wait hear of the dials under way. It is called with the lock
// held.
func (h *host) inform(ctx context.Context) {
	for d := range h.dials {
		if d.inform != nil {
			d.inform(ctx)
		}
	}
}
