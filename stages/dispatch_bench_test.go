package stages

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/source"
)

// BenchmarkDispatch measures dispatch alone, with workers that return at once. dispatch must not
// limit a run, and must not allocate memory for each job.
func BenchmarkDispatch(b *testing.B) {
	for _, hosts := range []int{1, 2, 1000} {
		b.Run(fmt.Sprintf("hosts=%d", hosts), func(b *testing.B) {
			requests := make([]Request, 1000) // more than are under way, so that none waits for its turn
			for i := range requests {
				u := &url.URL{Scheme: "http", Host: fmt.Sprintf("h%d", i%hosts)}
				requests[i] = Request{Job: source.Job{Seq: 1, Code: "x"}, Get: download.Request{URL: u}, Host: u.Host, Name: fmt.Sprint(i)}
			}
			b.ReportAllocs()
			in, out, turns := startDispatch(b.Context(), 30)
			go func() {
				defer close(in)
				for i := range b.N {
					in <- requests[i%len(requests)]
				}
			}()
			n := 0
			for f := range out {
				turns.End(f.Request.turn)
				n++
			}
			if n != b.N {
				b.Errorf("%d results of %d", n, b.N)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}

// startDispatch starts a dispatch with workers that always succeed.
func startDispatch(ctx context.Context, workers int) (chan<- Request, <-chan Fetched, *pipeline.Turns[Request]) {
	in, requests, fetched, results := make(chan Request, workers/2), make(chan Request),
		make(chan Fetched, workers), make(chan Fetched, local.Writers)
	turns := pipeline.NewTurns[Request]()
	d := &dispatch{
		hosts: hosts.New(workers, hosts.Limits{MaxWait: time.Minute}, rand.New(rand.NewPCG(1, 2))), workers: workers,
		turns: turns, tokens: pipeline.NewTokens(window), began: time.Now(), reading: ctx,
		in: in, requests: requests, fetched: fetched, finished: results,
	}
	var fetch sync.WaitGroup
	for range workers {
		fetch.Go(func() {
			for r := range requests {
				fetched <- Fetched{Request: r, verdict: hosts.Good}
			}
		})
	}
	go func() {
		fetch.Wait()
		close(fetched)
	}()
	go d.run(ctx)
	return in, results, turns
}
