package stages

import (
	"context"
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

// Signals returns the two contexts that Run takes. The first SIGINT, SIGTERM or SIGHUP ends intake, the second
// ends ctx; a third has its default effect. notice is called after the first, in a goroutine of its own. Signals that the process was started
// with ignored stay ignored: nohup(1), a shell's background jobs. stop ends the watching, and both contexts.
func Signals(notice func()) (ctx, intake context.Context, stop func()) {
	ctx, end := context.WithCancelCause(context.Background())
	intake, endIntake := context.WithCancelCause(ctx)
	received := make(chan os.Signal, 2)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) {
			signal.Notify(received, sig)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if sig, ok := <-received; ok {
			endIntake(stopBy(sig))
			go notice() // whatever blocks that, as a terminal that does not read, the next signal counts
		}
		if sig, ok := <-received; ok {
			signal.Stop(received)
			end(stopBy(sig))
		}
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
