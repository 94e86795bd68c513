package sink

import (
	"io"
	"testing"

	"github.com/hoist/hoist/internal/outcome"
)

// BenchmarkSink takes in outcomes as they come from a run, whose channel has room for a few, and writes their lines to
// nobody. An operation is one outcome.
func BenchmarkSink(b *testing.B) {
	for _, tt := range []struct {
		name    string
		lines   *Lines
		outcome func(n int) *Outcome
	}{
		{"ok", NewLines(io.Discard), typical},
		{"not-found", NewLines(io.Discard), func(n int) *Outcome {
			return with(typical(n), func(o *Outcome) {
				o.Status, o.HTTPStatus, o.Path = outcome.NotFound, 404, ""
			})
		}},
		{"error", NewLines(io.Discard), func(n int) *Outcome {
			return with(typical(n), func(o *Outcome) {
				o.Status, o.HTTPStatus, o.Path, o.Host, o.Kind, o.Reason = outcome.Error, 0, "", "example.org", outcome.Timeout, "no answer within 6.1s"
			})
		}},
		{"no-lines", nil, typical},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var some [256]Outcome
			for i := range some {
				some[i] = *tt.outcome(i)
			}
			outcomes := make(chan Outcome, 15)
			written := 0
			s := &Sink{Lines: tt.lines, Written: func(*Outcome) { written++ }}
			b.ReportAllocs()
			b.ResetTimer()
			s.Open(Header{})
			go func() {
				defer close(outcomes)
				for i := range b.N {
					outcomes <- some[i%len(some)]
				}
			}()
			if err := s.Run(func(cause error) { b.Error(cause) }, outcomes, nil); err != nil {
				b.Error(err)
			}
			tally, err := s.Close(exitOf(0))
			if err != nil || written != b.N || tally.Counts[some[0].Status] != uint64(b.N) {
				b.Errorf("%d outcomes of %d, tally %+v, %v", written, b.N, tally, err)
			}
		})
	}
}
