//go:build unix && !(darwin || dragonfly || freebsd || netbsd || openbsd)

package command

import (
	"os"
	"syscall"
)

// askingSignals are the signals that request a line of progress.
func askingSignals() []os.Signal { return []os.Signal{syscall.SIGUSR1} }
