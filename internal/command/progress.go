package command

import (
	"os"
	"os/signal"
)

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
