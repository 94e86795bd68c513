package stages

import (
	"context"
	"errors"
	"iter"

	conc "github.com/sourcegraph/conc/iter"

	"github.com/hoist/hoist/sink"
)

// A Durability says what `ok` promises of a file when the power goes.
type Durability string

const (
	Batch      Durability = "batch" // the file stays: it and its name are synced, a group of files at a time
	NotDurable Durability = "none"  // nothing: the system writes it to the disk when it sees fit
)

// groupSize is how many files are made durable together at most. As many more wait meanwhile.
const groupSize = 64

// syncers is how many syncs are asked of the disk at once: enough for the file system to make one write of many.
const syncers = 16

func inParallel[T any](items []T, f func(*T)) {
	conc.Iterator[T]{MaxGoroutines: syncers}.ForEach(items, f)
}

// A commit makes files durable and then gives them their names, as a group: the file system writes to the disk what
// many syncs ask of it at once in little more time than what one does. A group is what has come while the one before
// was on its way, so no file waits for another one to come.
//
// What is in a file is durable before the file has its name, and its name before its outcome is told.
type commit struct {
	store Store
	out   string // the destination, for paths in outcomes
	most  int    // files in a group, 1 or more
	trace tracer
	group []Saved // that is on its way
}

// run commits what comes until in closes, then closes out and returns the first error that is fatal to the run. The
// end of ctx ends that: from then on files are discarded, and their jobs are cancelled.
func (c *commit) run(ctx context.Context, abort context.CancelCauseFunc, in <-chan Saved, out chan<- sink.Outcome) (first error) {
	defer close(out)
	for s := range in {
		c.gather(s, in, out)
		if err := c.commit(ctx); err != nil {
			abort(err)
			if first == nil {
				first = err
			}
		}
		for i := range c.group {
			o := c.group[i].outcome(c.out)
			o.Flush = i == len(c.group)-1
			out <- o
		}
	}
	return first
}

// gather makes a group of s and what else is there. What has no file goes on at once.
func (c *commit) gather(s Saved, in <-chan Saved, out chan<- sink.Outcome) {
	c.group = c.group[:0]
	for n, ok := 1, true; ok; n++ {
		if s.file != nil {
			c.group = append(c.group, s)
		} else {
			out <- s.outcome(c.out)
		}
		if n == c.most {
			return
		}
		select {
		case s, ok = <-in:
		default:
			return
		}
	}
}

// commit takes the group through its steps. What fails in one has its Err, and takes no part in the next. The error is
// the first that is fatal to the run.
func (c *commit) commit(ctx context.Context) error {
	if cause := stopped(ctx); cause != nil {
		for s := range c.good() {
			s.discard() // nobody waits for it
			s.Err = cancelled(cause)
		}
		return nil
	}
	c.sync()
	c.publish(ctx)
	c.settle(ctx)
	for i := range c.group {
		if err := c.group[i].fatal; err != nil {
			return err
		}
	}
	return nil
}

// sync makes durable what is in the files.
func (c *commit) sync() {
	inParallel(c.group, func(s *Saved) {
		s.try(func() error {
			if err := s.file.Sync(); err != nil {
				return errors.Join(err, s.discard())
			}
			return nil
		})
	})
}

// publish gives the files their names, one after the other: mostly they are of one folder, which takes one name at a
// time.
func (c *commit) publish(ctx context.Context) {
	for s := range c.good() {
		s.try(func() error {
			err := s.file.Publish(ctx, s.Name)
			s.file = nil
			return err
		})
	}
}

// try does something to a file, and notes what went wrong. After a panic nothing is left of the file.
func (s *Saved) try(do func() error) {
	var err error
	if panicked := catch("commit", func() { err = do() }); panicked != nil {
		s.Err = failure(sink.Panic, panicked)
		if s.file != nil {
			s.discard() // the panic is what is reported
		}
	} else if err != nil {
		s.Err, s.fatal = storeFailure(err)
	}
}

// good yields those of the group that nothing has happened to.
func (c *commit) good() iter.Seq[*Saved] {
	return func(yield func(*Saved) bool) {
		for i := range c.group {
			if s := &c.group[i]; s.Err == nil && !yield(s) {
				return
			}
		}
	}
}
