package disk

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"
)

// That a folder can't be synced is an error: it is what `ok` stands on. Windows has no such call.
func TestSyncFolderFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows can't sync a folder")
	}
	folder, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := SyncDir(folder); err != nil {
		t.Error(err)
	}
	folder.Close()
	if err := SyncDir(folder); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("of a closed folder: %v", err)
	}
}
