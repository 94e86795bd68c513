package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// SyncParents makes the path of a directory durable: it syncs each directory above it. It skips a
// directory that may not be read, which this user has not made.
func SyncParents(path string) error {
	full, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("sync the directories above %s: %w", path, err)
	}
	for parent := filepath.Dir(full); parent != full; full, parent = parent, filepath.Dir(parent) {
		if err := SyncPath(parent); err != nil {
			return fmt.Errorf("sync %s: %w", parent, Bare(err))
		}
	}
	return nil
}
