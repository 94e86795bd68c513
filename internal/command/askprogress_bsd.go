//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package command

import (
	"os"
	"syscall"
)

// askingSignals are the signals that request a line of progress. A terminal sends SIGINFO for
// Ctrl-T.
func askingSignals() []os.Signal { return []os.Signal{syscall.SIGUSR1, syscall.SIGINFO} }
