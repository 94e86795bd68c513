package stages

import (
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// A waitTimer is a timer for the earliest of several waits. It is reset only if that time changes.
type waitTimer struct {
	timer *time.Timer
	at    hosts.Instant // when it fires; hosts.Never while it is not set
}

func newWaitTimer() *waitTimer { return &waitTimer{timer: time.NewTimer(hosts.Never), at: hosts.Never} }

// after returns a channel that delivers a value after wait. If wait is hosts.Never, it returns nil.
func (w *waitTimer) after(now hosts.Instant, wait time.Duration) <-chan time.Time {
	if wait == hosts.Never {
		return nil
	}
	if at := now + wait; at != w.at {
		w.at = at
		w.timer.Reset(wait)
	}
	return w.timer.C
}

// fired records that the timer has fired.
func (w *waitTimer) fired() { w.at = hosts.Never }

func (w *waitTimer) stop() { w.timer.Stop() }
