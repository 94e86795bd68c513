package notices

import (
	"fmt"
	"time"

	"github.com/hoist/hoist/internal/hosts"
)

// Notices tells a person what a run waits for. It gives one notice for each state of a host, and
// waits noticeEvery between two notices. It is for one goroutine.
type Notices struct {
	notify  func(text string)
	limits  Limits
	silence silence
	next    hosts.Instant // earliest time of the next notice
	tooLong []string      // waiting notices about hosts that ask for too long a wait
}

// Limits are the limits of a run that notices mention.
type Limits struct {
	MaxWait time.Duration // the longest time that a code waits
	Timeout time.Duration // the longest wait for an answer; 0 for no limit
}

// New returns Notices that notify a person.
func New(notify func(text string), limits Limits) *Notices {
	return &Notices{notify: notify, limits: limits}
}

const (
	noticeEvery = 5 * time.Second
	mostTooLong = 16 // length of tooLong; further notices are dropped
)

// WaitTooLong records that a host has asked for a longer wait than --retry-max-wait.
func (n *Notices) WaitTooLong(host string, wait time.Duration) {
	if len(n.tooLong) < mostTooLong {
		n.tooLong = append(n.tooLong,
			fmt.Sprintf("%s asks to wait %s, longer than --retry-max-wait: its codes fail", host, wholeSeconds(wait)))
	}
}

// See gives a notice if one is due. received is the number of bytes that came so far. See reports
// whether the notice was about the holdup of stats.
func (n *Notices) See(now hosts.Instant, stats hosts.Stats, received int64) (told bool) {
	hold := stats.Holdup
	n.silence.see(now, activity{stats.Sent, stats.InFlight, received})
	if now < n.next {
		return false
	}
	text := ""
	switch {
	case len(n.tooLong) > 0:
		text, n.tooLong = n.tooLong[0], n.tooLong[1:]
	case hold.Told:
		return false
	case hold.Kind == hosts.NoAnswers:
		if n.silence.isLong(now, hold.Host) {
			n.silence.tell(hold.Host)
			text, told = silenceText(hold, n.silence.length(now), n.limits.Timeout), true
		}
	default:
		text, told = noticeText(hold, n.limits.MaxWait), true
	}
	if text == "" {
		return false
	}
	n.notify(text)
	n.next = now + noticeEvery
	return told
}

// End gives the waiting notices about hosts that ask for too long a wait, at the end of a run. n
// may be nil.
func (n *Notices) End() {
	if n == nil {
		return
	}
	for _, text := range n.tooLong {
		n.notify(text)
	}
	n.tooLong = nil
}
