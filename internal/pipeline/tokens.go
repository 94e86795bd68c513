package pipeline

import "context"

// Tokens bounds the values in a pipeline. One goroutine takes tokens, and any may give them back.
type Tokens struct {
	taken  chan struct{}
	wanted chan struct{} // unbuffered; while Acquire waits, it sends here too
}

// NewTokens returns n tokens.
func NewTokens(n int) Tokens { return Tokens{make(chan struct{}, n), make(chan struct{})} }

// Acquire takes n tokens, and waits for them. It returns false if ctx ends.
func (t Tokens) Acquire(ctx context.Context, n int) bool {
	for n > 0 {
		select {
		case t.taken <- struct{}{}:
			n--
			continue
		default:
		}
		select {
		case t.taken <- struct{}{}:
			n--
		case t.wanted <- struct{}{}:
		case <-ctx.Done():
			return false
		}
	}
	return ctx.Err() == nil
}

// GiveBack gives n tokens back.
func (t Tokens) GiveBack(n int) {
	for range n {
		<-t.taken
	}
}

// AllTaken reports whether no token is left.
func (t Tokens) AllTaken() bool { return len(t.taken) == cap(t.taken) }

// Wanted returns a channel that delivers a value while Acquire waits.
func (t Tokens) Wanted() <-chan struct{} { return t.wanted }
