package stages

import (
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// An alarm is one timer for waits of which only the next counts. It is set anew only when that
// changes.
type alarm struct {
	timer *time.Timer
	at    hosts.Instant // when it rings; hosts.Never while it is not set
}

func newAlarm() *alarm { return &alarm{timer: time.NewTimer(hosts.Never), at: hosts.Never} }

// after returns a channel that something is received from after wait; nil where wait is
// hosts.Never.
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

// rang notes that the alarm has rung.
func (a *alarm) rang() { a.at = hosts.Never }

func (a *alarm) stop() { a.timer.Stop() }
