package notices

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
)

// There is one notice for each state of a host, and at least five seconds pass between two notices.
func TestNoticesAreFew(t *testing.T) {
	var got []string
	n := &Notices{notify: func(text string) { got = append(got, text) }, limits: Limits{MaxWait: time.Minute}}
	at := func(now hosts.Instant, hold hosts.Holdup, want bool) {
		t.Helper()
		if told := n.See(now, hosts.Stats{Holdup: hold}, 0); told != want {
			t.Errorf("at %v: told %v", now, told)
		}
	}
	paced := hosts.Holdup{Kind: hosts.Paced, Host: "a", Rate: 12.4, Err: outcome.Fail(outcome.HTTP,
		errText("429 Too Many Requests"))}
	paused := hosts.Holdup{Kind: hosts.Paused, Host: "b", Wait: 39500 * time.Millisecond}
	at(0, hosts.Holdup{}, false)
	at(1*time.Second, paced, true)
	at(2*time.Second, paused, false) // too soon
	at(5900*time.Millisecond, paused, false)
	at(6*time.Second, paused, true)
	paused.Told = true
	n.WaitTooLong("c", 90*time.Second)
	at(12*time.Second, paused, false) // after another notice
	at(18*time.Second, paused, false)
	for i := range 100 {
		n.WaitTooLong(fmt.Sprint(i), time.Hour)
	}
	if len(n.tooLong) != mostTooLong {
		t.Errorf("%d texts wait", len(n.tooLong))
	}
	want := []string{
		"a answers 429; asking 12 times a second", "b asks to wait 40 s (Retry-After); waiting",
		"c asks to wait 90 s, longer than --retry-max-wait: its codes fail",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}

// A silence of two seconds has a notice, once. The next notice about the same host is of a longer
// silence.
func TestNoticesOfSilence(t *testing.T) {
	var got []string
	var stats hosts.Stats
	received, now := int64(0), hosts.Instant(0)
	n := New(func(text string) { got = append(got, fmt.Sprintf("%v: %s", now, text)) }, Limits{Timeout: 30 * time.Second})
	wait := func(d time.Duration) {
		for end := now + d; now < end; now += 500 * time.Millisecond {
			n.See(now, stats, received)
		}
	}
	flight := func(host string) hosts.Holdup {
		return hosts.Holdup{Kind: hosts.NoAnswers, Host: host, Hosts: 1, Waiting: 2}
	}
	wait(10 * time.Second) // nothing is in flight
	stats.Sent, stats.InFlight, stats.Holdup = 2, 2, flight("h")
	wait(10 * time.Second)
	for range 20 { // a byte a second
		received++
		wait(time.Second)
	}
	stats.InFlight = 1
	wait(2 * time.Second) // as long as before: its answers take that long
	stats.Sent++
	wait(10 * time.Second)
	stats.Sent++
	stats.Holdup = flight("i")
	stats.Holdup.Hosts = 3
	wait(3 * time.Second)
	want := []string{
		"11.5s: nothing has come from h for 2 s; waiting for an answer for up to 30s (--timeout)",
		"45s: nothing has come from h for 3 s; waiting for an answer for up to 30s (--timeout)",
		"53.5s: nothing has come from i (and 2 more hosts) for 2 s; waiting for an answer for up to 30s (--timeout)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}

type errText string

func (e errText) Error() string { return string(e) }

func TestHoldupText(t *testing.T) {
	refused := outcome.Fail(outcome.Connect, fmt.Errorf("dial: %w", syscall.ECONNREFUSED))
	reset := outcome.Fail(outcome.Reset, errText("connection reset by peer"))
	for _, tt := range []struct {
		hold         hosts.Holdup
		line, notice string
	}{
		{hosts.Holdup{}, "", ""},
		{hosts.Holdup{Kind: hosts.NoLookups, Wait: time.Second}, "no name can be looked up, next try in 1 s",
			"no name can be looked up; waiting"},
		{hosts.Holdup{Kind: hosts.Down, Host: "h:9", Wait: 7100 * time.Millisecond, Err: refused},
			"h:9 does not answer, next try in 8 s",
			"h:9 does not answer (connection refused); trying again for up to 1m0s (--retry-max-wait)"},
		{hosts.Holdup{Kind: hosts.Down, Host: "h", Hosts: 3, Wait: time.Second, Err: reset},
			"h lets nothing through, next try in 1 s (and 2 more hosts)",
			"h lets nothing through (connection reset by peer) (and 2 more hosts); trying again for up to 1m0s (--retry-max-wait)"},
		{hosts.Holdup{Kind: hosts.Down, Host: "h", Err: outcome.Fail(outcome.DNS, errText("no such host"))},
			"h can't be looked up, next try in 0 s",
			"h can't be looked up (no such host); trying again for up to 1m0s (--retry-max-wait)"},
		{hosts.Holdup{Kind: hosts.Paused, Host: "h", Hosts: 1, Wait: 40 * time.Second}, "waiting for h: Retry-After 40 s",
			"h asks to wait 40 s (Retry-After); waiting"},
		{hosts.Holdup{Kind: hosts.Paced, Host: "h", Rate: 0.25, Err: reset},
			"h breaks off requests (connection reset by peer), asking once in 4 s",
			"h breaks off requests (connection reset by peer); asking once in 4 s"},
		{hosts.Holdup{Kind: hosts.Paced, Host: "h", Rate: 1.2, Err: outcome.Fail(outcome.HTTP, errText("status 529"))},
			"h answers 529, asking once a second", "h answers 529; asking once a second"},
		{hosts.Holdup{Kind: hosts.Backoff, Host: "h", Waiting: 5, Wait: 1500 * time.Millisecond},
			"5 to be tried again, next in 2 s", ""},
		{hosts.Holdup{Kind: hosts.NoAnswers, Host: "h", Waiting: 5, Wait: 8 * time.Second},
			"waiting for h: no answer for 8 s", ""},
		{hosts.Holdup{Kind: hosts.NoAnswers, Host: "h", Hosts: 2, Waiting: 5, Wait: 8 * time.Second},
			"waiting for h: no answer for 8 s (and another host)", ""},
	} {
		if got := HoldupText(tt.hold); got != tt.line {
			t.Errorf("line %q, want %q", got, tt.line)
		}
		if got := noticeText(tt.hold, time.Minute); got != tt.notice || strings.Contains(got, "\n") {
			t.Errorf("notice %q, want %q", got, tt.notice)
		}
	}
	const want = "nothing has come from h for 2 s; waiting for an answer without limit (--timeout 0)"
	if got := silenceText(hosts.Holdup{Kind: hosts.NoAnswers, Host: "h", Hosts: 1}, 1500*time.Millisecond, 0); got != want {
		t.Errorf("notice %q, want %q", got, want)
	}
}
