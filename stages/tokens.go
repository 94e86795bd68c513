package stages

import "context"

// tokens limits the jobs in the pipeline by their number and size. A job takes tokens when it is
// read, and gives them back when its line is written. Only the intake takes tokens.
type tokens chan struct{}

// tokenBytes is the number of bytes of code and record for which a job takes one more token. The
// text of a code is kept some four times: as it was given, and in URLs.
const tokenBytes = 512

// tokensFor returns the number of tokens for a job with this code and record.
func tokensFor(code string, record []byte) int { return 1 + (len(code)+len(record))/tokenBytes }

// take waits for n tokens. It returns false if ctx ends.
func (t tokens) take(ctx context.Context, n int) bool {
	for range n {
		select {
		case t <- struct{}{}:
		case <-ctx.Done():
			return false
		}
	}
	return ctx.Err() == nil
}

func (t tokens) giveBack(n int) {
	for range n {
		<-t
	}
}

// allTaken reports whether no token is left.
func (t tokens) allTaken() bool { return len(t) == cap(t) }
