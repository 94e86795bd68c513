//go:build (!unix && !windows) || aix

package h1

import "syscall"

// Looks is false: this system can't check a connection without waiting.
const Looks = false

// A spy does nothing on this system. If a kept connection has closed, its next request fails. Bytes
// that came while the connection was idle are read as the answer.
type spy struct{}

func newSpy(syscall.RawConn) *spy { return nil }

func (s *spy) quiet() bool { return true }
