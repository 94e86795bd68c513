package command

import (
	"fmt"
	"os"
	"os/signal"

	"github.com/hoist/hoist/internal/command/asksignals"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/notices"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
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

// reasonText returns the text of a sink.Reason.
func reasonText(s *hosts.Stats, stopping, still bool) string {
	switch {
	case s == nil:
		return ""
	case stopping:
		return fmt.Sprintf("stopping: %d in flight", s.InFlight)
	case still:
		return notices.HoldupText(s.Holdup)
	}
	return ""
}

// readList returns a sink.List of a selection.
func readList(selection *source.Selection) sink.List {
	return func() (codes uint64, share float64, all bool) {
		r := selection.Reading()
		return r.Codes, r.Share, r.All
	}
}

// progressSignals returns a channel of the signals that request a line of progress, and the
// function that ends it. If the process was started with a signal ignored, the signal stays
// ignored.
func progressSignals() (asked chan os.Signal, stop func()) {
	asked = make(chan os.Signal, 1)
	for _, sig := range asksignals.Signals() {
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
