package h1

import (
	"syscall"
	"unsafe"
)

// Looks reports whether a kept connection is checked before it is used again.
const Looks = true

// fionread asks for the number of bytes that can be read (winsock.h, FIONREAD).
const fionread = 0x4004667f

// A spy checks whether a socket has bytes to read, without reading them. It is used by one
// goroutine at a time. A nil spy sees nothing.
type spy struct {
	raw  syscall.RawConn
	look func(fd uintptr) // made once, for all checks
	got  uint32           // bytes that the last check found
	err  error            // error of the last check
}

func newSpy(raw syscall.RawConn) *spy {
	if raw == nil {
		return nil
	}
	s := &spy{raw: raw}
	s.look = func(fd uintptr) {
		var size uint32
		s.err = syscall.WSAIoctl(syscall.Handle(fd), fionread, nil, 0,
			(*byte)(unsafe.Pointer(&s.got)), uint32(unsafe.Sizeof(s.got)), &size, nil, 0)
	}
	return s
}

// quiet reports whether the server has sent nothing. A connection that the server has closed looks
// quiet too. Its next request fails and is sent again on a new connection.
func (s *spy) quiet() bool {
	if s == nil {
		return true
	}
	err := s.raw.Control(s.look)
	return err == nil && s.err == nil && s.got == 0
}
