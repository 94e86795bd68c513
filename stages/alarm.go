package stages

import (
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// An alarm is a timer for the earliest of several waits. It is reset only if that time changes.
type alarm struct {
	timer *time.Timer
	at    hosts.Instant // when it fires; hosts.Never while it is not set
}

func newAlarm() *alarm { return &alarm{timer: time.NewTimer(hosts.Never), at: hosts.Never} }

// after returns a channel that delivers a value after wait. If wait is hosts.Never, it returns nil.
func (a *alarm) after(now hosts.Instant, wait time.Duration) <-chan time.Time {
	if wait == hosts.Never {
		return nil
	}
	if at := now + wait; at != a.at {
		a.at = at
		a.timer.Reset(wait)
	}
	return a.timer.C
}

// rang records that the alarm has fired.
func (a *alarm) rang() { a.at = hosts.Never }

func (a *alarm) stop() { a.timer.Stop() }
