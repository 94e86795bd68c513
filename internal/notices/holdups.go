package notices

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

// noticeText returns the notice of a holdup, or "" if it needs none. most is the longest wait of a
// code. silenceText has the notice of hosts.NoAnswers.
func noticeText(hold hosts.Holdup, most time.Duration) string {
	switch hold.Kind {
	case hosts.NoLookups:
		return "no name can be looked up; waiting"
	case hosts.Down:
		return fmt.Sprintf("%s %s%s; trying again for up to %v (--retry-max-wait)", hold.Host, fault(hold.Err),
			others(hold.Hosts), most)
	case hosts.Paused:
		return fmt.Sprintf("%s asks to wait %s (Retry-After); waiting", hold.Host, wholeSeconds(hold.Wait))
	case hosts.Paced:
		return fmt.Sprintf("%s %s; asking %s", hold.Host, complaint(hold.Err), frequency(hold.Rate))
	}
	return ""
}

// HoldupText returns the reason why nothing moves, for a status line, as in `waiting for
// example.org: Retry-After 40 s`. If there is no reason, it returns "".
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
		return fmt.Sprintf("waiting for %s: no answer for %s%s", hold.Host, wholeSeconds(hold.Wait), others(hold.Hosts))
	}
	return ""
}

// silenceText returns the notice of a time without any answer. timeout is the longest wait for an
// answer; 0 for no limit.
func silenceText(hold hosts.Holdup, silent, timeout time.Duration) string {
	text := fmt.Sprintf("nothing has come from %s%s for %s; waiting for an answer ", hold.Host, others(hold.Hosts),
		wholeSeconds(silent))
	if timeout == 0 {
		return text + "without limit (--timeout 0)"
	}
	return text + fmt.Sprintf("for up to %v (--timeout)", timeout)
}

// others returns the number of other waiting hosts, in words.
func others(hosts int) string {
	switch {
	case hosts < 2:
		return ""
	case hosts == 2:
		return " (and another host)"
	}
	return fmt.Sprintf(" (and %d more hosts)", hosts-1)
}

// fault returns the state of a host that is down, with the reason.
func fault(err error) string { return fmt.Sprintf("%s (%s)", brief(err), reason(err)) }

// brief returns the state of a host that is down. Only a host that can't be connected to "does not
// answer".
func brief(err error) string {
	switch outcome.AsFailure(err).Kind {
	case outcome.Connect:
		if strings.Contains(err.Error(), "proxy ") {
			return "can't be reached"
		}
		return "does not answer"
	case outcome.DNS:
		return "can't be looked up"
	}
	return "lets nothing through"
}

// reason returns the error of a host in a few words. For a failed connection that is the error of
// the system.
func reason(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok && outcome.AsFailure(err).Kind == outcome.Connect &&
		!strings.Contains(err.Error(), "proxy ") {
		return errno.Error()
	}
	return err.Error()
}

// complaint returns the reaction of a host to requests beyond its rate: `answers 429`.
func complaint(err error) string {
	if outcome.AsFailure(err).Kind == outcome.HTTP { // the text of such an error begins with the status
		status, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "status "), " ")
		return "answers " + status
	}
	return fmt.Sprintf("breaks off requests (%s)", reason(err))
}

// frequency returns a rate in words, as in `12 times a second`.
func frequency(rate float64) string {
	if rate < 1 {
		return fmt.Sprintf("once in %s", wholeSeconds(time.Duration(float64(time.Second)/rate)))
	}
	if rate < 1.5 {
		return "once a second"
	}
	return fmt.Sprintf("%.0f times a second", rate)
}

// wholeSeconds returns a duration in seconds, rounded up, as in `40 s`. From ten minutes on it also
// uses minutes and hours.
func wholeSeconds(d time.Duration) string {
	if d >= 10*time.Minute {
		return d.Round(time.Second).String()
	}
	return fmt.Sprintf("%.0f s", math.Ceil(d.Seconds()))
}
