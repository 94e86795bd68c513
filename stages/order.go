package stages

import (
	"github.com/hoist/hoist/internal/logline"
)

// orderWindow is how many jobs are in the pipeline at most with --ordered: what waits behind a slow
// head.
const orderWindow = 8192

// inOrder hands on outcomes in the order of their jobs, 1, 2, …, until in closes; it closes out.
// Every job must have its outcome. It holds those that came too early: no more than there are
// tokens.
func inOrder(in <-chan logline.Result, out chan<- logline.Result) {
	defer close(out)
	early := map[uint64]logline.Result{}
	next := uint64(1)
	for o := range in {
		if o.Seq != next {
			early[o.Seq] = o
			continue
		}
		for ok := true; ok; o, ok = early[next] {
			delete(early, next)
			next++
			out <- o
		}
	}
}
