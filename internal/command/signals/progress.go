package signals

import (
	"os"
	"os/signal"
)

// Progress returns a channel of the signals that request a line of progress, and the
// function that ends it. If the process was started with a signal ignored, the signal stays
// ignored.
func Progress() (asked chan os.Signal, stop func()) {
	asked = make(chan os.Signal, 1)
	for _, sig := range progressSignals() {
		if !signal.Ignored(sig) {
			signal.Notify(asked, sig)
		}
	}
	return asked, func() { signal.Stop(asked) }
}

// Answer calls print for each signal until stop is called. After stop returns, print is not
// running.
func Answer(asked <-chan os.Signal, print func()) (stop func()) {
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
