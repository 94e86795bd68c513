//go:build !unix || aix

package h1

import "syscall"

// quiet is true where there is no way to look. A connection that has closed is found when it is used, and bytes that
// were sent while it was idle are taken for the answer.
func quiet(syscall.RawConn) bool { return true }
