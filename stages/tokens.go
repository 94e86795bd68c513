package stages

import (
	"context"

	"github.com/hoist/hoist/source"
)

// tokens bounds the jobs in the pipeline, by their number and by their size. A job takes tokens
// when it is read, and gives them back when its line is written. Only the intake takes tokens.
type tokens struct {
	taken  chan struct{}
	wanted chan struct{} // unbuffered; while acquire waits, it sends here too
}

func newTokens(n int) tokens { return tokens{make(chan struct{}, n), make(chan struct{})} }

// window is the largest number of jobs in the pipeline without --ordered.
const window = 65536

// tokenBytes is the size of a job that needs a further token. A job holds some four copies of its
// code: the input, and URLs.
const tokenBytes = 512

// sizeOf returns the bytes of a job that count for its tokens: its code, the record that it comes
// from, and the record of its result line.
func sizeOf(job *source.Job) int { return len(job.Code) + len(job.Record) + job.Fields.Size() }

// tokensFor returns the number of tokens for a job of this size.
func tokensFor(size int) int { return 1 + size/tokenBytes }

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
