//go:build unix

package stages

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// The first signal ends the intake and the second the run, though nobody reads what is said about it.
func TestSignals(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) {
		t.Skip("SIGHUP is ignored, as under nohup")
	}
	blocked := make(chan struct{})
	defer close(blocked)
	ctx, intake, stop := Signals(func() { <-blocked })
	defer stop()
	for _, tt := range []struct {
		signal syscall.Signal
		ends   context.Context
		exit   int
	}{{syscall.SIGHUP, intake, 129}, {syscall.SIGTERM, ctx, 143}} {
		if tt.ends.Err() != nil {
			t.Fatalf("ended before %v", tt.signal)
		}
		if err := syscall.Kill(os.Getpid(), tt.signal); err != nil {
			t.Fatal(err)
		}
		<-tt.ends.Done()
		if cause, ok := context.Cause(tt.ends).(*Stop); !ok || cause.Exit != tt.exit {
			t.Errorf("%v: %v", tt.signal, context.Cause(tt.ends))
		}
	}
	if cause := context.Cause(intake).(*Stop); cause.Exit != 129 {
		t.Errorf("the first signal counts, not %v", cause)
	}
}

// What did not happen leaves both contexts without a Stop.
func TestSignalsNone(t *testing.T) {
	ctx, intake, stop := Signals(func() { t.Error("noticed a signal") })
	stop()
	for _, c := range []context.Context{ctx, intake} {
		if _, ok := context.Cause(c).(*Stop); ok || c.Err() == nil {
			t.Errorf("%v", context.Cause(c))
		}
	}
}
