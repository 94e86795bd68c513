//go:build unix

package stages

import "golang.org/x/sys/unix"

// openFiles is how many files the process may have open (getrlimit(2), RLIMIT_NOFILE). Go has raised it to the
// hard limit when the process started.
func openFiles() (n uint64, known bool) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0, false
	}
	return uint64(limit.Cur), true
}
