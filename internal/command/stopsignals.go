package command

import (
	"context"
	"os"
	"syscall"
	"time"

	"github.com/hoist/hoist/stages"
)

const (
	// sameSignal is the time within which signals are one: timeout(1) sends each to its command,
	// and then to its process group, of which the command is one.
	sameSignal = 50 * time.Millisecond

	// termDrain is how long what is in flight may go on after SIGTERM. `docker stop` kills after 10
	// s, and the log has to be written before that.
	termDrain = 8 * time.Second
)

// A stopSignals makes the ends of two contexts of the signals that come.
type stopSignals struct {
	received       <-chan os.Signal // closed to end the watching
	endIntake, end context.CancelCauseFunc
	notices        stopNotices
	release        func() // gives signals their default effect
}

// stopNotices say what the next signal does, as soon as it would do that. They run in goroutines of
// their own: whatever blocks them, as a terminal that does not read, the next signal counts.
type stopNotices struct {
	first  func(*stages.Stop)
	second func()
}

// watch returns when received is closed, or when signals have their default effect.
func (s *stopSignals) watch() {
	first, ok := <-s.received
	if !ok {
		return
	}
	s.endIntake(stopBy(first))
	second, drained, ok := s.second(first)
	if !ok {
		return
	}
	s.end(stopBy(second))
	if !s.settle() {
		return
	}
	s.release()
	if !drained {
		go s.notices.second()
	}
}

// second waits for the signal that ends what is in flight, or for the time that does, which is
// drained; ok is false if the watching ends before.
func (s *stopSignals) second(first os.Signal) (sig os.Signal, drained, ok bool) {
	var timeUp <-chan time.Time
	if first == syscall.SIGTERM {
		timeUp = time.After(termDrain)
	}
	if !s.settle() {
		return nil, false, false
	}
	go s.notices.first(stopBy(first))
	select {
	case sig, ok = <-s.received:
		return sig, false, ok
	case <-timeUp:
		return first, true, true
	}
}

// settle passes over what comes within sameSignal. It is false if the watching ends before.
func (s *stopSignals) settle() bool {
	settled := time.After(sameSignal)
	for {
		select {
		case _, ok := <-s.received:
			if !ok {
				return false
			}
		case <-settled:
			return true
		}
	}
}
