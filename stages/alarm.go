package stages

import "time"

// An alarm is one timer for waits of which only the next counts. It is set anew only when that changes.
type alarm struct {
	timer *time.Timer
	at    instant // when it rings; never while it is not set
}

func newAlarm() *alarm { return &alarm{timer: time.NewTimer(never), at: never} }

// after returns a channel that something is received from after wait; nil where wait is never.
func (a *alarm) after(now instant, wait time.Duration) <-chan time.Time {
	if wait == never {
		return nil
	}
	if at := now + wait; at != a.at {
		a.at = at
		a.timer.Reset(wait)
	}
	return a.timer.C
}

// rang is told when something was received.
func (a *alarm) rang() { a.at = never }

func (a *alarm) stop() { a.timer.Stop() }
