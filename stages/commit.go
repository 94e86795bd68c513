package stages

import (
	"cmp"
	"context"
	"iter"

	conc "github.com/sourcegraph/conc/iter"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/sink"
)

// A Durability says what `ok` promises of a file when the power goes.
type Durability string

const (
	Batch      Durability = "batch" // the file stays: it and its name are synced, a group of files at a time
	NotDurable Durability = "none"  // nothing: the system writes it to the disk when it sees fit
)

// groupSize is how many files are synced together at most. As many are given their names meanwhile, and as many more wait.
const groupSize = 64

// atOnce calls f for all items in parallel: the more syncs are asked of a file system at once, the more of them it
// makes one write of.
func atOnce[T any](items []T, f func(*T)) {
	conc.Iterator[T]{MaxGoroutines: groupSize}.ForEach(items, f)
}

// A commit makes files durable and then gives them their names, as a group: the file system writes to the disk what
// many syncs ask of it at once in little more time than what one does. It is two loops, so that one group is given its
// names while the next is synced:
//
//	[save × M] ──saved──▶ sync ──groups──▶ settle ──outcomes──▶
//
// A group is what has come while the one before was on its way, so no file waits for another one to come.
//
// What is in a file is durable before the file has its name, and its name before its outcome is told.
type commit struct {
	store local.Directory
	out   string // the destination, for paths in outcomes
	most  int    // jobs in a group, 1 or more
	trace tracer
}

// A group is what is made durable together. What in it has an Err takes no part in that.
type group []Saved

// sync makes groups of what comes, and makes durable what is in their files, until in closes; it closes out. After the
// end of ctx files are discarded, and their jobs cancelled.
func (c *commit) sync(ctx context.Context, in <-chan Saved, out chan<- group) {
	defer close(out)
	for s := range in {
		g := c.gather(s, in)
		if cause := context.Cause(ctx); cause != nil {
			g.drop(cause)
		}
		g.sync()
		out <- g
	}
}

// gather makes a group of s and what else is there.
func (c *commit) gather(s Saved, in <-chan Saved) group {
	g := append(make(group, 0, min(1+len(in), c.most)), s)
	for len(g) < c.most {
		select {
		case s, ok := <-in:
			if !ok {
				return g
			}
			g = append(g, s)
		default:
			return g
		}
	}
	return g
}

// drop leaves nothing of the files.
func (g group) drop(cause error) {
	for s := range g.good() {
		s.try(s.discard)
		s.Err = outcome.Cancel(cause)
	}
}

// sync makes durable what is in the files. That all are on their way to the disk before the first is waited for saves a
// quarter of the time on ext4.
func (g group) sync() {
	for s := range g.good() {
		s.file.WriteBack()
	}
	atOnce(g, func(s *Saved) {
		if s.Err == nil {
			s.try(s.sync)
		}
	})
}

// settle gives what comes its name and makes that durable, until in closes; then it closes out and returns the first
// error that is fatal to the run. After the end of ctx files are discarded, and their jobs cancelled.
func (c *commit) settle(ctx context.Context, abort context.CancelCauseFunc, in <-chan group, out chan<- sink.Outcome) (first error) {
	defer close(out)
	for g := range in {
		if cause := context.Cause(ctx); cause != nil {
			g.drop(cause)
		}
		c.publish(ctx, g)
		c.settleNames(ctx, g)
		if err := g.fatal(); err != nil {
			abort(err)
			first = cmp.Or(first, err)
		}
		for i := range g {
			o := g[i].outcome(c.out)
			o.Flush = i == len(g)-1
			out <- o
		}
	}
	return first
}

// fatal returns the first error that is fatal to the run.
func (g group) fatal() error {
	for i := range g {
		if g[i].fatal != nil {
			return g[i].fatal
		}
	}
	return nil
}

// publish gives the files their names, one after the other: mostly they are of one folder, which takes one name at a
// time.
func (c *commit) publish(ctx context.Context, g group) {
	for s := range g.good() {
		s.try(func() error {
			err := s.file.Publish(ctx, s.Name)
			s.file = nil
			return err
		})
	}
}

// good yields those that nothing has happened to.
func (g group) good() iter.Seq[*Saved] {
	return func(yield func(*Saved) bool) {
		for i := range g {
			if s := &g[i]; s.Err == nil && !yield(s) {
				return
			}
		}
	}
}
