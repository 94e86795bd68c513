package stages

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"syscall"
	"time"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
)

// notices tells a person what a run waits for: once for each state of a host, and with noticeEvery
// between two notices.
type notices struct {
	notify  func(text string)
	next    hosts.Instant // no notice goes before
	tooLong []string      // texts about hosts that ask for a too long wait; they wait for their turn
}

const (
	noticeEvery = 5 * time.Second
	mostTooLong = 16 // texts that wait; more are left out
)

// waitTooLong records that a host first asked for a longer wait than most, the longest that is
// honoured.
func (n *notices) waitTooLong(host string, wait time.Duration) {
	if len(n.tooLong) < mostTooLong {
		n.tooLong = append(n.tooLong,
			fmt.Sprintf("%s asks to wait %s, longer than --retry-max-wait: its codes fail", host, wholeSeconds(wait)))
	}
}

// see gives a notice if there is one. It reports whether the notice was of the holdup.
func (n *notices) see(now hosts.Instant, hold hosts.Holdup, most time.Duration) (told bool) {
	if now < n.next {
		return false
	}
	text := ""
	switch {
	case len(n.tooLong) > 0:
		text, n.tooLong = n.tooLong[0], n.tooLong[1:]
	case hold.Told:
		return false
	default:
		text, told = noticeText(hold, most), true
	}
	if text == "" {
		return false
	}
	n.notify(text)
	n.next = now + noticeEvery
	return told
}

// end gives the last notice of a run that began at an instant, if one waits for its turn. n may be
// nil.
func (n *notices) end(began time.Time) {
	if n != nil {
		n.see(time.Since(began), hosts.Holdup{}, 0)
	}
}

// noticeText returns the notice of a holdup. It is empty for a holdup that needs none. most is the
// longest that a code waits.
func noticeText(hold hosts.Holdup, most time.Duration) string {
	switch hold.Kind {
	case hosts.NoLookups:
		return "no name can be looked up; waiting"
	case hosts.Down:
		return fmt.Sprintf("%s %s; trying again for up to %v (--retry-max-wait)", hold.Host, fault(hold.Err), most)
	case hosts.Paused:
		return fmt.Sprintf("%s asks to wait %s (Retry-After); waiting", hold.Host, wholeSeconds(hold.Wait))
	case hosts.Paced:
		return fmt.Sprintf("%s %s; asking %s", hold.Host, complaint(hold.Err), frequency(hold.Rate))
	}
	return ""
}

// HoldupText returns the reason why nothing moves, for a status line: `waiting for example.org:
// Retry-After 40 s`. It is empty if there is no reason.
func HoldupText(hold hosts.Holdup) string {
	switch hold.Kind {
	case hosts.NoLookups:
		return "no name can be looked up, next try in " + wholeSeconds(hold.Wait)
	case hosts.Down:
		return fmt.Sprintf("%s %s, next try in %s%s", hold.Host, brief(hold.Err), wholeSeconds(hold.Wait), others(hold.Hosts))
	case hosts.Paused:
		return fmt.Sprintf("waiting for %s: Retry-After %s%s", hold.Host, wholeSeconds(hold.Wait), others(hold.Hosts))
	case hosts.Paced:
		return fmt.Sprintf("%s %s, asking %s", hold.Host, complaint(hold.Err), frequency(hold.Rate))
	case hosts.Backoff:
		return fmt.Sprintf("%d to be tried again, next in %s", hold.Waiting, wholeSeconds(hold.Wait))
	case hosts.NoAnswers:
		return fmt.Sprintf("waiting for %s: no answer for %s", hold.Host, wholeSeconds(hold.Wait))
	}
	return ""
}

// others returns how many hosts wait beside one.
func others(hosts int) string {
	if hosts < 2 {
		return ""
	}
	return fmt.Sprintf(" (and %d more hosts)", hosts-1)
}

// fault returns what is wrong with a host that lets nothing through, with the reason.
func fault(err error) string { return fmt.Sprintf("%s (%s)", brief(err), reason(err)) }

// brief returns what is wrong with a host that lets nothing through. Only of a host that refuses, or
// is not reached, it says that it does not answer.
func brief(err error) string {
	switch outcome.AsFailure(err).Kind {
	case outcome.Connect:
		return "does not answer"
	case outcome.DNS:
		return "can't be looked up"
	}
	return "lets nothing through"
}

// reason returns the error of a host in a few words: of a connection the system's.
func reason(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok && outcome.AsFailure(err).Kind == outcome.Connect {
		return errno.Error()
	}
	return err.Error()
}

// complaint returns what a host does to requests beyond its rate: `says 429`.
func complaint(err error) string {
	if outcome.AsFailure(err).Kind == outcome.HTTP { // its text begins with the status
		status, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "status "), " ")
		return "says " + status
	}
	return fmt.Sprintf("breaks off requests (%s)", reason(err))
}

// frequency returns a rate in words: `12 times a second`.
func frequency(rate float64) string {
	if rate < 1 {
		return fmt.Sprintf("once in %s", wholeSeconds(time.Duration(float64(time.Second)/rate)))
	}
	if rate < 1.5 {
		return "once a second"
	}
	return fmt.Sprintf("%.0f times a second", rate)
}

// wholeSeconds returns a duration in seconds, rounded up: `40 s`. A long one has minutes and hours.
func wholeSeconds(d time.Duration) string {
	if d >= 10*time.Minute {
		return d.Round(time.Second).String()
	}
	return fmt.Sprintf("%.0f s", math.Ceil(d.Seconds()))
}
