package disktest

import (
	"os"
	"testing"
)

// BenchDir is a new directory under the one that HOIST_BENCH_DIR names, else the benchmark's own.
// One under HOIST_BENCH_DIR is left there, since to remove it would keep the disk busy while the
// next is measured.
func BenchDir(b *testing.B) string {
	b.Helper()
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
