//go:build unix

package disk

import "golang.org/x/sys/unix"

// closeLocked closes f and keeps its lock until release is called. The error of the close may be
// the first report of a failed write (close(2)). If release is nil, closeLocked did nothing.
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
