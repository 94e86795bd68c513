package command

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/hoist/hoist/stages"
)

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
