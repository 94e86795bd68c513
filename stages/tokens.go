package stages

import "context"

// tokens bounds how many jobs are in the pipeline: one is taken when a job is read, and given back
// when its line is written.
type tokens chan struct{}

// take waits for a token; false means that ctx ended.
func (t tokens) take(ctx context.Context) bool {
	select {
	case t <- struct{}{}:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

func (t tokens) giveBack() { <-t }

// allTaken reports whether there is none left.
func (t tokens) allTaken() bool { return len(t) == cap(t) }
