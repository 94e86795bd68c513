package stages

import "context"

// tokens bounds the jobs in the pipeline, by their number and by their size. A job takes tokens
// when it is read, and gives them back when its line is written. Only the intake takes tokens.
type tokens struct {
	taken  chan struct{}
	wanted chan struct{} // unbuffered; while acquire waits, it sends here too
}

func newTokens(n int) tokens { return tokens{make(chan struct{}, n), make(chan struct{})} }

// window is the largest number of jobs in the pipeline without --ordered.
const window = 65536

// tokenBytes is the number of bytes of code and record that need a further token. A job holds some
// four copies of its code: the input, and URLs.
const tokenBytes = 512

// tokensFor returns the number of tokens for a job with this code and record.
func tokensFor(code string, record []byte) int { return 1 + (len(code)+len(record))/tokenBytes }

// acquire waits for n tokens. It returns false if ctx ends.
func (t tokens) acquire(ctx context.Context, n int) bool {
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

func (t tokens) giveBack(n int) {
	for range n {
		<-t.taken
	}
}

// allTaken reports whether no token is left.
func (t tokens) allTaken() bool { return len(t.taken) == cap(t.taken) }
