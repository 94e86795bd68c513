//go:build unix && !aix

package h1

import "syscall"

// Looks reports whether a kept connection is looked at before it is used again. Where it is not,
// what a server said meanwhile passes for the answer to the next request.
const Looks = true

// A spy looks at a socket without taking anything away. It is used by one goroutine at a time; nil
// sees nothing.
type spy struct {
	raw  syscall.RawConn
	look func(fd uintptr) bool // made once, for all looks
	got  error                 // of the last look
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
				return true // whatever it is: do not wait
			}
		}
	}
	return s
}

// quiet reports whether a server has neither sent anything nor closed (recv(2), MSG_PEEK).
func (s *spy) quiet() bool {
	if s == nil {
		return true
	}
	err := s.raw.Read(s.look)
	return err == nil && (s.got == syscall.EAGAIN || s.got == syscall.EWOULDBLOCK)
}
