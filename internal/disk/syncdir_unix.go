//go:build unix

package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncDir is fsync(2) of a directory. That it can't be had of a file system (fsync(2), EINVAL) is
// no error.
func SyncDir(directory *os.File) error {
	err := directory.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
