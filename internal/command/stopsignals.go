package command

import (
	"context"
	"fmt"
	"os"
	"os/signal"
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

// signals returns the two contexts that Run takes. The first SIGINT, SIGTERM or SIGHUP ends intake,
// the second ends ctx; a third has its default effect. Signals that the process was started with
// ignored stay ignored: nohup(1), a shell's background jobs. stop ends the watching, and both
// contexts.
//
// What comes within 50 ms of a signal is the same signal. After SIGTERM ctx ends in 8 s by itself.
func signals(notices stopNotices) (ctx, intake context.Context, stop func()) {
	ctx, end := context.WithCancelCause(context.Background())
	intake, endIntake := context.WithCancelCause(ctx)
	received := make(chan os.Signal, 2)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) {
			signal.Notify(received, sig)
		}
	}
	done := make(chan struct{})
	s := &stopSignals{
		received: received, endIntake: endIntake, end: end, notices: notices,
		release: func() { signal.Stop(received) },
	}
	go func() {
		defer close(done)
		s.watch()
	}()
	return ctx, intake, func() {
		signal.Stop(received)
		close(received)
		<-done
		end(nil)
	}
}

func stopBy(sig os.Signal) *stages.Stop {
	name := map[os.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGHUP: "SIGHUP"}[sig]
	return &stages.Stop{Reason: name, Exit: 128 + int(sig.(syscall.Signal))}
}

// within says how long what is in flight has after a signal, where that is limited.
func within(by *stages.Stop) string {
	if by.Reason == "SIGTERM" {
		return fmt.Sprintf(" within %v", termDrain)
	}
	return ""
}
