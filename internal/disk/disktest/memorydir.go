package disktest

import (
	"os"
	"testing"
)

// MemoryDir returns a directory in memory, if the system has a place for that, or else a temporary
// directory. It is for tests that do not need a disk: ten thousand runs into directories on a disk
// keep it busy for a minute.
func MemoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "hoist")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
