// Package signals watches the signals that stop a run or request a line of progress.
package signals

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	// Signals within sameSignal of each other count as one. timeout(1) sends a signal to its
	// command and then to its process group, which contains the command.
	sameSignal = 50 * time.Millisecond

	// termDrain is the time for requests in flight after SIGTERM. `docker stop` kills after 10 s,
	// and the log must be complete by then.
	termDrain = 8 * time.Second
)

// A stopSignals ends two contexts when signals arrive.
type stopSignals struct {
	cause            Cause
	received         <-chan os.Signal // closed to end watch
	stopReading, end context.CancelCauseFunc
	notices          Notices
	release          func() // restores the default effect of the signals
}

// A Cause returns the cause of the contexts that a signal ends. name is SIGINT, SIGTERM or SIGHUP,
// and exit is the exit status that a shell shows for a process that the signal ended.
type Cause func(name string, exit int) error

// Notices print the effect of the next signal. They run in goroutines, so that the next signal
// counts even if a terminal that does not read blocks them.
type Notices struct {
	First  func(limit time.Duration) // limit is the time for requests in flight; 0 for no limit
	Second func()
}

// watch returns when received is closed, or after it has restored the default effect of the
// signals.
func (s *stopSignals) watch() {
	first, ok := <-s.received
	if !ok {
		return
	}
	s.stopReading(s.stopBy(first))
	second, drained, ok := s.second(first)
	if !ok {
		return
	}
	s.end(s.stopBy(second))
	if !s.settle() {
		return
	}
	s.release()
	if !drained {
		go s.notices.Second()
	}
}

// second waits for the signal that cancels requests in flight, or for the end of their time. In the
// second case drained is true. If received is closed first, ok is false.
func (s *stopSignals) second(first os.Signal) (sig os.Signal, drained, ok bool) {
	var limit time.Duration
	var timeUp <-chan time.Time
	if first == syscall.SIGTERM {
		limit, timeUp = termDrain, time.After(termDrain)
	}
	if !s.settle() {
		return nil, false, false
	}
	go s.notices.First(limit)
	select {
	case sig, ok = <-s.received:
		return sig, false, ok
	case <-timeUp:
		return first, true, true
	}
}

// settle skips signals within sameSignal. If received is closed first, it returns false.
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

// Watch returns two contexts. The first SIGINT, SIGTERM or SIGHUP ends reading, and the second ends
// ctx. A third has its default effect. A signal that was ignored at the start of the process stays
// ignored, as for nohup(1) and background jobs of a shell. stop ends the watching, and both
// contexts.
//
// Signals within 50 ms count as one. 8 s after SIGTERM ctx ends in any case.
func Watch(cause Cause, notices Notices) (ctx, reading context.Context, stop func()) {
	ctx, end := context.WithCancelCause(context.Background())
	reading, stopReading := context.WithCancelCause(ctx)
	received := make(chan os.Signal, 2)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) {
			signal.Notify(received, sig)
		}
	}
	done := make(chan struct{})
	s := &stopSignals{
		cause: cause, received: received, stopReading: stopReading, end: end, notices: notices,
		release: func() { signal.Stop(received) },
	}
	go func() {
		defer close(done)
		s.watch()
	}()
	return ctx, reading, func() {
		signal.Stop(received)
		close(received)
		<-done
		end(nil)
	}
}

func (s *stopSignals) stopBy(sig os.Signal) error {
	name := map[os.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGHUP: "SIGHUP"}[sig]
	return s.cause(name, 128+int(sig.(syscall.Signal)))
}
