//go:build unix && !aix

package h1

import "syscall"

// Looks reports whether a kept connection is checked before it is used again. If it is not, bytes
// that the server sent in the meantime are read as the answer to the next request.
const Looks = true

// A spy checks whether a socket has bytes to read, without reading them. It is used by one
// goroutine at a time. A nil spy sees nothing.
type spy struct {
	raw  syscall.RawConn
	look func(fd uintptr) bool // made once, for all checks
	got  error                 // error of the last check
}

func newSpy(raw syscall.RawConn) *spy {
	if raw == nil {
		return nil
	}
	s := &spy{raw: raw}
	s.look = func(fd uintptr) bool {
		var one [1]byte
		for {
			_, _, s.got = syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
			if s.got != syscall.EINTR {
				return true // do not wait, whatever the result
			}
		}
	}
	return s
}

// quiet reports whether the server has neither sent anything nor closed (recv(2), MSG_PEEK).
func (s *spy) quiet() bool {
	if s == nil {
		return true
	}
	err := s.raw.Read(s.look)
	return err == nil && (s.got == syscall.EAGAIN || s.got == syscall.EWOULDBLOCK)
}
