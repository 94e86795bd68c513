package stages

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/sink"
)

// BenchmarkSave saves files of 2 KiB in the folder that HOIST_BENCH_DIR names, else in the test's own: with nothing
// synced, as groups, and with each file and its folder synced by itself by as many workers as save. files/s is what
// counts.
func BenchmarkSave(b *testing.B) {
	for _, way := range []struct {
		name string
		save func(b *testing.B, d *local.Dir)
	}{
		{"none", func(b *testing.B, d *local.Dir) { saveAll(b, d, NotDurable) }},
		{"batch", func(b *testing.B, d *local.Dir) { saveAll(b, d, Batch) }},
		{"each", saveEach},
	} {
		b.Run(way.name, func(b *testing.B) {
			d, err := local.OpenDir(benchDir(b))
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			b.ReportAllocs()
			b.ResetTimer()
			way.save(b, d)
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}

// benchDir is a new folder. One under HOIST_BENCH_DIR is left there, since to remove it would keep the disk busy while
// the next is measured.
func benchDir(b *testing.B) string {
	parent := os.Getenv("HOIST_BENCH_DIR")
	if parent == "" {
		return b.TempDir()
	}
	dir, err := os.MkdirTemp(parent, "hoist")
	if err != nil {
		b.Fatal(err)
	}
	return dir
}

var twoKiB = strings.Repeat("hoist!! ", 256)

func fetchedFile(i int) Fetched {
	return Fetched{Request: Request{Name: fmt.Sprint(i), Attempt: 1}, Reply: download.Reply{Body: spool.NewBody([]byte(twoKiB))}}
}

// saveAll runs save, and what of commit is needed.
func saveAll(b *testing.B, d *local.Dir, durable Durability) {
	ctx, abort := context.WithCancelCause(b.Context())
	defer abort(nil)
	results, saved, groups, outcomes := make(chan Fetched, saveWorkers), make(chan Saved, groupSize), make(chan group), make(chan sink.Outcome, 1)
	s := &saver{store: d}
	tasks := pool.New().WithErrors()
	if durable == NotDurable {
		tasks.Go(func() error { return saveStage(s).Run(ctx, abort, results, outcomes) })
	} else {
		c := &commit{store: d, most: groupSize}
		tasks.Go(func() error { return writeStage(s).Run(ctx, abort, results, saved) })
		tasks.Go(func() error { c.sync(ctx, saved, groups); return nil })
		tasks.Go(func() error { return c.settle(ctx, abort, groups, outcomes) })
	}
	go func() {
		defer close(results)
		for i := range b.N {
			results <- fetchedFile(i)
		}
	}()
	for o := range outcomes {
		if o.Status != outcome.OK {
			b.Error(o.Reason)
		}
	}
	if err := tasks.Wait(); err != nil {
		b.Error(err)
	}
}

func saveEach(b *testing.B, d *local.Dir) {
	var next atomic.Int64
	tasks := pool.New().WithErrors()
	for range saveWorkers {
		tasks.Go(func() error {
			for i := int(next.Add(1)); i <= b.N; i = int(next.Add(1)) {
				if err := saveOne(b.Context(), d, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := tasks.Wait(); err != nil {
		b.Error(err)
	}
}

func saveOne(ctx context.Context, d *local.Dir, i int) error {
	f := fetchedFile(i)
	file, err := pendingBody(ctx, d, &f.Reply.Body)
	if err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Publish(ctx, f.Name); err != nil {
		return err
	}
	return d.SyncDir(ctx, ".")
}
