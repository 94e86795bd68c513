package stages

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/httpclient"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// BenchmarkRun measures whole runs. They save files of 2 KiB in the directory of HOIST_BENCH_DIR,
// or else in a temporary directory, and discard the JSON lines. The server is in the same process.
// The result is files/s.
func BenchmarkRun(b *testing.B) {
	for _, durable := range []bool{false, true} {
		b.Run(fmt.Sprint("durable=", durable), func(b *testing.B) {
			const workers = 30
			planner := newPlan(b, fmt.Sprintf("http://%s/{code}", serve(b, nil, talkHTTP1([]byte(twoKiB)))), "{code}")
			dir, err := local.OpenDir(disktest.BenchDir(b)) // closed by Run
			if err != nil {
				b.Fatal(err)
			}
			cfg := Config{
				Source: Source{Jobs: source.From(numbers(b.N)), Planner: planner},
				Fetch: Fetch{
					Workers: workers, Hosts: hosts.Limits{MaxWait: time.Minute},
					Download: download.Config{
						Transport: httpclient.Client{Workers: workers, Timeout: patient, AllowPrivate: true}.Transport(),
						Limits:    download.Limits{Timeout: patient}, Header: httpclient.Header{UserAgent: "hoist/test"},
					},
				},
				Save:   Save{Store: local.New(dir, local.Options{Durable: durable}), Durable: durable},
				Report: Report{Sink: &sink.Sink{Log: sink.Unsynced(io.Discard)}},
			}
			b.ReportAllocs()
			b.ResetTimer()
			tally, err := Run(b.Context(), b.Context(), cfg)
			b.StopTimer()
			if err != nil {
				b.Error(err)
			}
			if n := tally.Counts[outcome.OK]; n != uint64(b.N) || tally.Bytes != int64(b.N*len(twoKiB)) {
				b.Errorf("%d files of %d, with %d bytes", n, b.N, tally.Bytes)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}

// openBenchDir opens a new directory and closes it at the end of the benchmark.
func openBenchDir(b *testing.B) *local.Dir {
	b.Helper()
	d, err := local.OpenDir(disktest.BenchDir(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := d.Close(); err != nil {
			b.Error(err)
		}
	})
	return d
}
