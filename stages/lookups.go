package stages

import "context"

// maxLookups is how many names are looked up at once: a list of 100,000 hosts must not drown the resolver, which
// would answer that they don't exist, or not at all.
const maxLookups = 32

// lookups bounds the lookups under way: each holds one place.
type lookups chan struct{}

// begin waits for a place. That is no server's doing, so it does not count for --timeout. The end of ctx ends it, and
// so does the end of the exchange for which it is: net/http lets a connection be made even when its request is gone.
func (l lookups) begin(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	default:
	}
	var gone <-chan struct{}
	if h := hookIn(ctx); h != nil {
		gone = h.done
		h.hold()
		defer h.release()
	}
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-gone:
		return context.Canceled
	}
}

// end gives the place back.
func (l lookups) end() { <-l }
