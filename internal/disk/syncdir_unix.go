//go:build unix

package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncDir makes the names in a directory durable (fsync(2)). If the file system can't sync
// directories (EINVAL), SyncDir returns nil.
func SyncDir(directory *os.File) error {
	err := directory.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
