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

// signals returns the two contexts that Run takes. The first SIGINT, SIGTERM or SIGHUP ends intake,
// the second ends ctx; a third has its default effect. Signals that the process was started with
// ignored stay ignored: nohup(1), a shell's background jobs. stop ends the watching, and both
// contexts.
//
// Signals within 50 ms of a signal count as the same signal. After SIGTERM ctx ends in 8 s by
// itself.
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

// within returns the time that requests in flight have after a signal, if that time is limited.
func within(by *stages.Stop) string {
	if by.Reason == "SIGTERM" {
		return fmt.Sprintf(" within %v", termDrain)
	}
	return ""
}
