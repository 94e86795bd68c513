//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package signals

import (
	"os"
	"syscall"
)

// progressSignals are the signals that request a line of progress. A terminal sends SIGINFO for
// Ctrl-T.
func progressSignals() []os.Signal { return []os.Signal{syscall.SIGUSR1, syscall.SIGINFO} }
