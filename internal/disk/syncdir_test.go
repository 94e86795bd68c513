package disk

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"
)

// If a directory can't be synced, that is an error, since `ok` depends on the sync. Windows has no
// such call.
func TestSyncDirectoryFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows can't sync a directory")
	}
	directory, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := SyncDir(directory); err != nil {
		t.Error(err)
	}
	directory.Close()
	if err := SyncDir(directory); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("of a closed directory: %v", err)
	}
}
