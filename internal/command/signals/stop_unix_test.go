//go:build unix

package signals

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// A signal ends the reading, even if its message is not read. TestStopSignals tests more signals.
func TestSignals(t *testing.T) {
	for sig, exit := range map[syscall.Signal]int{syscall.SIGHUP: 129, syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		if signal.Ignored(sig) {
			t.Logf("%v is ignored, as under nohup", sig)
			continue
		}
		blocked := make(chan struct{})
		ctx, reading, stop := Watch(bySignal, Notices{First: func(time.Duration) { <-blocked }})
		if err := syscall.Kill(os.Getpid(), sig); err != nil {
			t.Fatal(err)
		}
		<-reading.Done()
		if cause, ok := context.Cause(reading).(stopped); !ok || int(cause) != exit {
			t.Errorf("%v: %v", sig, context.Cause(reading))
		}
		if ctx.Err() != nil {
			t.Errorf("%v: cancels the requests in flight too", sig)
		}
		stop()
		close(blocked)
	}
}

// Without a signal, neither context has a signal as its cause.
func TestSignalsNone(t *testing.T) {
	ctx, reading, stop := Watch(bySignal, Notices{
		First:  func(time.Duration) { t.Error("noticed a signal") },
		Second: func() { t.Error("noticed a second signal") },
	})
	stop()
	for _, c := range []context.Context{ctx, reading} {
		if _, ok := context.Cause(c).(stopped); ok || c.Err() == nil {
			t.Errorf("%v", context.Cause(c))
		}
	}
}
