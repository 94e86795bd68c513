package sink

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// BenchmarkSink takes in outcomes as a run sends them, by a channel with room for a few, and
// discards their lines. An operation is one outcome.
func BenchmarkSink(b *testing.B) {
	for _, tt := range []struct {
		name    string
		log     Log
		outcome func(n int) *logline.Result
	}{
		{"ok", Unsynced(io.Discard), savedFile},
		{"not-found", Unsynced(io.Discard), func(n int) *logline.Result {
			o := savedFile(n)
			o.Status, o.HTTPStatus, o.Path = outcome.NotFound, 404, ""
			return o
		}},
		{"error", Unsynced(io.Discard), func(n int) *logline.Result {
			o := savedFile(n)
			o.Status, o.HTTPStatus, o.Path, o.Host, o.Kind, o.Reason = outcome.Error, 0, "", "example.org",
				outcome.Timeout, "no answer within 6.1s"
			return o
		}},
		{"no-lines", nil, savedFile},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var some [256]logline.Result
			for i := range some {
				some[i] = *tt.outcome(i)
			}
			outcomes := make(chan logline.Result, 15)
			written := 0
			s := &Sink{Log: tt.log, Observers: []Observer{(*counter)(&written)}}
			b.ReportAllocs()
			b.ResetTimer()
			s.Open(logline.Header{})
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

// savedFile returns the result of a typical code.
func savedFile(n int) *logline.Result {
	return &logline.Result{
		Seq: uint64(n), Code: fmt.Sprintf("Q%07d", n), Status: outcome.OK, HTTPStatus: 200, Bytes: 1234,
		Attempts: 2, Protocol: "HTTP/2.0",
		URL: fmt.Sprintf("https://example.org/img/Q%07d.jpg", n), Path: fmt.Sprintf("downloaded/%02x/Q%07d.jpg", n%256, n),
		ETag: fmt.Sprintf(`"5f3a-%05x"`, n), ContentType: "image/jpeg", RemoteIP: "203.0.113.77", Host: "example.org",
		TTFB: 98765 * time.Microsecond, Elapsed: 123456 * time.Microsecond,
	}
}
