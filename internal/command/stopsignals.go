package command

import (
	"context"
	"os"
	"syscall"
	"time"

	"github.com/hoist/hoist/stages"
)

const (
	// Signals within the time sameSignal count as one: timeout(1) sends each signal to its command,
	// and then to its process group, which contains the command.
	sameSignal = 50 * time.Millisecond

	// termDrain is the time that requests in flight have after SIGTERM. `docker stop` kills after
	// 10 s, and the log has to be written before that.
	termDrain = 8 * time.Second
)

// A stopSignals makes the ends of two contexts of the signals that come.
type stopSignals struct {
	received       <-chan os.Signal // closed to end the watching
	endIntake, end context.CancelCauseFunc
	notices        stopNotices
	release        func() // gives signals their default effect
}

// stopNotices print the effect of the next signal, as soon as it would have that effect. They run
// in goroutines of their own. So the next signal counts even if a terminal that does not read
// blocks them.
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

// second waits for the signal that cancels requests in flight, or for the end of their time, which
// is drained. If the watching ends before, ok is false.
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

// settle skips signals within sameSignal. If the watching ends before, it returns false.
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
