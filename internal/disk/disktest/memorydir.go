package disktest

import (
	"os"
	"testing"
)

// MemoryDir is a directory for a test to which it makes no difference what is under the file
// system: in memory, where the system has a place for that. Ten thousand runs into directories on a
// disk take a minute of its time.
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
