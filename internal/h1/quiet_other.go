//go:build !unix || aix

package h1

import "syscall"

// quiet is true where there is no way to look: what has closed is found when it is used.
func quiet(syscall.RawConn) bool { return true }
