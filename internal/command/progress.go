package command

import (
	"fmt"
	"os"
	"os/signal"

	"github.com/hoist/hoist/internal/hosts"
)

// statsText returns the text after the progress in its line. s is nil before there are any
// statistics.
func statsText(s *hosts.Stats) string {
	if s == nil {
		return ""
	}
	text := fmt.Sprintf("; %d in flight, %d waiting", s.InFlight, s.Waiting)
	switch s.FailingHosts {
	case 0:
	case 1:
		text += fmt.Sprintf(", %d of them for a host that fails", s.FailingWaiting)
	default:
		text += fmt.Sprintf(", %d of them for %d hosts that fail", s.FailingWaiting, s.FailingHosts)
	}
	return text
}

// progressSignals returns a channel of the signals that request a line of progress, and a function
// that closes it. A signal that was ignored at the start of the process stays ignored.
func progressSignals() (asked chan os.Signal, stop func()) {
	asked = make(chan os.Signal, 1)
	for _, sig := range askingSignals() {
		if !signal.Ignored(sig) {
			signal.Notify(asked, sig)
		}
	}
	return asked, func() { signal.Stop(asked) }
}

// answer calls print for each signal until stop is called. After stop returns, print is not
// running.
func answer(asked <-chan os.Signal, print func()) (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-asked:
				print()
			case <-quit:
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}
