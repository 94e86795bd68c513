package stages

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// A Stop is the cause with which a user ends a run.
type Stop struct {
	Reason string // as in "SIGINT"
	Exit   int    // status of the process
}

func (s *Stop) Error() string { return "stopped by " + s.Reason }

// Within says how long what is in flight has, where that is limited.
func (s *Stop) Within() string {
	if s.Reason == "SIGTERM" {
		return fmt.Sprintf(" within %v", termDrain)
	}
	return ""
}

// Signals returns the two contexts that Run takes. The first SIGINT, SIGTERM or SIGHUP ends intake, the second
// ends ctx; a third has its default effect. Signals that the process was started with ignored stay ignored: nohup(1), a shell's
// background jobs. stop ends the watching, and both contexts.
//
// What comes within 50 ms of a signal is the same signal. After SIGTERM ctx ends in 8 s by itself. notice is called with the first signal
// as soon as a second one would count, in a goroutine of its own.
func Signals(notice func(*Stop)) (ctx, intake context.Context, stop func()) {
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
		received: received, endIntake: endIntake, end: end, notice: notice,
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

func stopBy(sig os.Signal) *Stop {
	name := map[os.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGHUP: "SIGHUP"}[sig]
	return &Stop{Reason: name, Exit: 128 + int(sig.(syscall.Signal))}
}
