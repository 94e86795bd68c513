//go:build unix

package disk

import "golang.org/x/sys/unix"

// closeLocked closes f, whose error may be the first word of a failed write (close(2)), and keeps
// its lock until release is called. Where release is nil it did nothing.
func closeLocked(f interface {
	descriptor
	Close() error
}) (release func(), err error) {
	kept, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return func() { unix.Close(kept) }, f.Close()
}
