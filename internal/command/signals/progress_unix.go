//go:build unix && !(darwin || dragonfly || freebsd || netbsd || openbsd)

package signals

import (
	"os"
	"syscall"
)

// progressSignals are the signals that request a line of progress.
func progressSignals() []os.Signal { return []os.Signal{syscall.SIGUSR1} }
