//go:build unix && !(darwin || dragonfly || freebsd || netbsd || openbsd)

package asksignals

import (
	"os"
	"syscall"
)

// Signals are the signals that request a line of progress.
func Signals() []os.Signal { return []os.Signal{syscall.SIGUSR1} }
