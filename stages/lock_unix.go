//go:build unix

package stages

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock takes the lock on an open file. When another open file has it, the error is errLocked, at once. It ends when
// the file is closed, or its process killed.
func lock(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == unix.EWOULDBLOCK {
		return errLocked
	}
	return err
}

// closeLocked closes f, whose error may be the first word of a failed write (close(2)), and keeps its lock until
// release is called. Where release is nil it did nothing.
func closeLocked(f *os.File) (release func(), err error) {
	kept, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return func() { unix.Close(kept) }, f.Close()
}
