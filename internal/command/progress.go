package command

import (
	"fmt"
	"os"
	"os/signal"

	"github.com/hoist/hoist/internal/hosts"
)

// statsText is what follows the progress in its line. Nil is before there is anything to say.
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

// progressSignals returns a channel of the signals that ask for a line of progress, and the
// function that ends it. Those that the process was started with ignored stay ignored.
func progressSignals() (asked chan os.Signal, stop func()) {
	asked = make(chan os.Signal, 1)
	for _, sig := range askingSignals() {
		if !signal.Ignored(sig) {
			signal.Notify(asked, sig)
		}
	}
	return asked, func() { signal.Stop(asked) }
}

// answer calls print for each signal, until stop is called. No call is under way after that.
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
