//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package asksignals

import (
	"os"
	"syscall"
)

// Signals are the signals that request a line of progress. A terminal sends SIGINFO for
// Ctrl-T.
func Signals() []os.Signal { return []os.Signal{syscall.SIGUSR1, syscall.SIGINFO} }
