//go:build unix && !aix

package h1

import "syscall"

// Looks reports whether a kept connection is looked at before it is used again. Where it is not, what a server said meanwhile
// passes for the answer to the next request.
const Looks = true

// quiet reports whether a server has neither sent anything nor closed, by a look that takes nothing away (recv(2),
// MSG_PEEK). Without a socket to look at it is true.
func quiet(raw syscall.RawConn) bool {
	if raw == nil {
		return true
	}
	var got error
	err := raw.Read(func(fd uintptr) bool {
		var one [1]byte
		for {
			_, _, got = syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
			if got != syscall.EINTR {
				return true // whatever it is: do not wait
			}
		}
	})
	return err == nil && (got == syscall.EAGAIN || got == syscall.EWOULDBLOCK)
}
