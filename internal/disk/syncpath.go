package disk

import (
	"errors"
	"io/fs"
	"os"
)

// SyncPath makes durable what names are in the directory at a path. Nobody can do that who may
// write to a directory and not read it: then it does nothing, as where the system or the file
// system can't.
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
