//go:build unix

package journal

import (
	"os"

	"golang.org/x/sys/unix"
)

// makeAppend makes every later write to f append, and reports whether it does.
func makeAppend(f *os.File) bool {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	if err != nil {
		return false
	}
	_, err = unix.FcntlInt(f.Fd(), unix.F_SETFL, flags|unix.O_APPEND)
	return err == nil
}
