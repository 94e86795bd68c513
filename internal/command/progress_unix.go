//go:build unix && !(darwin || dragonfly || freebsd || netbsd || openbsd)

package command

import (
	"os"
	"syscall"
)

// askingSignals are those that ask for progress.
func askingSignals() []os.Signal { return []os.Signal{syscall.SIGUSR1} }
