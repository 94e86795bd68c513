package disktest

import (
	"os"
	"testing"
)

// BenchDir returns a new directory under the directory of HOIST_BENCH_DIR, or else a temporary
// directory of the benchmark. A directory under HOIST_BENCH_DIR is not removed, since the removal
// would keep the disk busy during the next benchmark.
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
