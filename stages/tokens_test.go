package stages

import (
	"iter"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/source"
)

// What waits is bounded by its size too: long codes take more places than short ones.
func TestLongCodesTakeMorePlaces(t *testing.T) {
	const long = 60_000
	for name, tt := range map[string]struct{ size, most int }{
		"short codes": {6, orderWindow},
		"long codes":  {long, orderWindow / (1 + long/tokenBytes)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var read atomic.Int64
				codes := func(yield func(string) bool) {
					for range 2 * orderWindow {
						if read.Add(1); !yield(strings.Repeat("x", tt.size-1)) {
							return
						}
					}
				}
				r := newRun(t, 0, func(req *http.Request) (*http.Response, error) {
					time.Sleep(time.Hour)
					return clienttest.Answer(req, 200, "x"), nil
				})
				r.Source.Planner = newPlan(t, "http://h/{code}", "{seq}")
				r.Source.Jobs = source.From(jobsOf(codes))
				r.Report.Ordered = true
				r.Fetch.Download.Limits.Timeout = 0
				r.Fetch.Workers = 1000 // beyond the places that long codes have
				time.AfterFunc(time.Minute, func() {
					if n, ahead := int(read.Load()), 20; n < min(tt.most, 1000) || n > tt.most+ahead {
						t.Errorf("%d codes were read, want %d at most", n, tt.most)
					}
					r.hard(errEnough)
				})
				r.run(t)
			})
		})
	}
}

func jobsOf(codes iter.Seq[string]) iter.Seq2[source.Job, error] {
	return func(yield func(source.Job, error) bool) {
		for code := range codes {
			if !yield(source.Job{Input: code, Code: code}, nil) {
				return
			}
		}
	}
}
