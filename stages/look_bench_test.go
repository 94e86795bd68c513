package stages

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/source"
)

// BenchmarkLook checks for files of 2 KiB in the directory of HOIST_BENCH_DIR, or else in a
// temporary directory. The records of the earlier run are in memory: BenchmarkJournalFind measures
// the search in a log.
func BenchmarkLook(b *testing.B) {
	const files = 100
	directory, earlier := disktest.BenchDir(b), earlierRun{}
	dir, err := local.OpenDir(directory)
	if err != nil {
		b.Fatal(err)
	}
	defer dir.Close()
	for i := range files {
		code := fmt.Sprint(i)
		earlier[code] = recordOf(twoKiB)
		if err := os.WriteFile(filepath.Join(directory, code), []byte(twoKiB), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name   string
		first  int // first of 100 consecutive codes; codes 0 to 99 have files
		policy existing.Policy
		want   outcome.Status // OK if the code is to be fetched
	}{
		{"missing", files, existing.Policy{IfExists: store.Skip}, outcome.OK},
		{"skip", 0, existing.Policy{IfExists: store.Skip}, outcome.Skipped},
		{"resume", 0, existing.Policy{History: earlier}, outcome.Skipped},
		{"verify", 0, existing.Policy{History: earlier, Verify: true}, outcome.Skipped},
		{"refresh", 0, existing.Policy{IfExists: store.Refresh, History: earlier}, outcome.OK},
	} {
		b.Run(tt.name, func(b *testing.B) {
			requests := make([]Request, files)
			for i := range requests {
				code := fmt.Sprint(tt.first + i)
				requests[i] = Request{Job: source.Job{Seq: 1, Code: code}, Name: code}
			}
			b.ReportAllocs()
			b.ResetTimer()
			n := 0
			for r := range lookAll(b, &existing.Looker{
				Policy: tt.policy, Store: local.New(dir, local.Options{}), Reading: b.Context(),
			}, requests) {
				if lookedAs(r) == tt.want && (r.Cached != nil) == (tt.first == 0) {
					n++
				}
			}
			if n != b.N {
				b.Errorf("%d looked at as they should be, of %d", n, b.N)
			}
		})
	}
}

func lookedAs(r Request) outcome.Status {
	if f, ok := errors.AsType[*outcome.Failure](r.Err); ok {
		return f.Status
	}
	return outcome.OK
}

// lookAll sends b.N requests through the stage. It repeats requests.
func lookAll(b *testing.B, l *existing.Looker, requests []Request) <-chan Request {
	cfg := Config{Fetch: Fetch{Workers: 30}}
	in, out := make(chan Request), make(chan Request, cfg.ahead())
	go func() {
		defer close(in)
		for i := range b.N {
			in <- requests[i%len(requests)]
		}
	}()
	go lookStage(l).Run(b.Context(), func(err error) { b.Error(err) }, in, out)
	return out
}
