package stages

import (
	"github.com/hoist/hoist/internal/logline"
)

// orderWindow is the largest number of jobs in the pipeline with --ordered. They may all wait
// behind one slow job.
const orderWindow = 8192

// inOrder passes on results in the order of reading, 1, 2, …, until in is closed. Then it
// closes out. Every job must have a result. inOrder holds the results that come early. The
// tokens limit their number.
func inOrder(in <-chan logline.Result, out chan<- logline.Result) {
	defer close(out)
	early := map[uint64]logline.Result{}
	next := uint64(1)
	for o := range in {
		if o.Order != next {
			early[o.Order] = o
			continue
		}
		for ok := true; ok; o, ok = early[next] {
			delete(early, next)
			next++
			out <- o
		}
	}
}
