package stages

import "time"

// An alarm is one timer for waits of which only the next counts.
type alarm struct {
	timer *time.Timer
	at    time.Time // when it rings; zero when it is not set
}

func newAlarm() *alarm { return &alarm{timer: time.NewTimer(never)} }

// after returns a channel that something is received from after wait; nil where wait is never.
func (a *alarm) after(wait time.Duration) <-chan time.Time {
	if wait == never {
		return nil
	}
	if at := time.Now().Add(wait); !at.Equal(a.at) {
		a.at = at
		a.timer.Reset(wait)
	}
	return a.timer.C
}

// rang is told when something was received.
func (a *alarm) rang() { a.at = time.Time{} }

func (a *alarm) stop() { a.timer.Stop() }
