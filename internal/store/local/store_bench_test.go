package local

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/store"
)

// BenchmarkSave saves files of 2 KiB in the directory that HOIST_BENCH_DIR names, or else in the
// test's own: without a sync, in groups, and with a sync of each file and its directory by the
// worker that wrote the file. files/s is the result.
func BenchmarkSave(b *testing.B) {
	for _, way := range []struct {
		name string
		save func(b *testing.B, d *Dir)
	}{
		{"none", func(b *testing.B, d *Dir) { saveAll(b, New(d, Options{})) }},
		{"batch", func(b *testing.B, d *Dir) { saveAll(b, New(d, Options{Durable: true})) }},
		{"each", saveEach},
	} {
		b.Run(way.name, func(b *testing.B) {
			d, err := OpenDir(disktest.BenchDir(b))
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

var twoKiB = []byte(strings.Repeat("hoist!! ", 256))

func saveAll(b *testing.B, s *Store) {
	ctx, abort := context.WithCancelCause(b.Context())
	defer abort(nil)
	in, out := make(chan store.Object, Writers), make(chan store.Result, 1)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, abort, in, out) }()
	go func() {
		defer close(in)
		for i := range b.N {
			in <- store.Object{ID: i, Name: fmt.Sprint(i), Body: spool.NewBody(twoKiB)}
		}
	}()
	for r := range out {
		if r.Err != nil {
			b.Error(r.Err)
		}
	}
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

func saveEach(b *testing.B, d *Dir) {
	s := New(d, Options{})
	var next atomic.Int64
	tasks := pool.New().WithErrors()
	for range Writers {
		tasks.Go(func() error {
			for i := int(next.Add(1)); i <= b.N; i = int(next.Add(1)) {
				if err := s.saveOne(b.Context(), i); err != nil {
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

func (s *Store) saveOne(ctx context.Context, i int) error {
	body := spool.NewBody(twoKiB)
	file, err := s.pending(ctx, &body)
	if err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Publish(ctx, fmt.Sprint(i)); err != nil {
		return err
	}
	return s.dir.SyncDir(ctx, ".")
}
