//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package command

import (
	"os"
	"syscall"
)

// askingSignals are those that ask for progress; a terminal sends SIGINFO for Ctrl-T.
func askingSignals() []os.Signal { return []os.Signal{syscall.SIGUSR1, syscall.SIGINFO} }
