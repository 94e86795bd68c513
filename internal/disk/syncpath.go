package disk

import (
	"errors"
	"io/fs"
	"os"
)

// SyncPath makes the names in the directory at a path durable. If the user may write to the
// directory and not read it, that is impossible. Then SyncPath does nothing, as it does if the
// system or the file system can't sync directories.
func SyncPath(path string) error {
	dir, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	err = errors.Join(SyncDir(dir), dir.Close())
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}
