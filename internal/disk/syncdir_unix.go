//go:build unix

package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncDir is fsync(2) of a directory. If the file system can't sync directories (fsync(2), EINVAL),
// that is not an error.
func SyncDir(directory *os.File) error {
	err := directory.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
