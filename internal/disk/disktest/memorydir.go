package disktest

import (
	"os"
	"testing"
)

// MemoryDir returns a directory in memory, if the system has a place for that. It is for tests that
// do not need a disk. Ten thousand runs into directories on a disk take a minute of the disk's
// time.
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
