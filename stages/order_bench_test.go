package stages

import (
	"fmt"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
)

// BenchmarkInOrder measures pipeline.InOrder with results in order, and with results reversed in
// blocks of as many as there are workers, or as fit in the window.
func BenchmarkInOrder(b *testing.B) {
	for _, late := range []int{1, 30, orderWindow} {
		b.Run(fmt.Sprintf("backwards=%d", late), func(b *testing.B) {
			in, out := make(chan logline.Result, 15), make(chan logline.Result, 1)
			b.ReportAllocs()
			go func() {
				defer close(in)
				for first := 1; first <= b.N; first += late {
					for seq := min(first+late-1, b.N); seq >= first; seq-- {
						in <- logline.Result{Order: uint64(seq), Status: outcome.OK}
					}
				}
			}()
			go pipeline.InOrder(in, out, func(r *logline.Result) uint64 { return r.Order })
			n := 0
			for o := range out {
				if o.Order == uint64(n+1) {
					n++
				}
			}
			if n != b.N {
				b.Errorf("%d in order of %d", n, b.N)
			}
		})
	}
}
