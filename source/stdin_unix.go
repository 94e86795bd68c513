//go:build unix

package source

import (
	"os"

	"golang.org/x/sys/unix"
)

// readOnly reports whether f is open for reading and not for writing.
//
// A shell opens /dev/null that way (`< /dev/null`). A standard input that was closed (`<&-`) is
// /dev/null too before main begins, since the runtime opens it in its place (runtime, fds_unix.go);
// it is then open for both. nohup(1) opens it for writing alone.
func readOnly(f *os.File) bool {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDONLY
}
