package sink

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/outcome"
)

func TestShort(t *testing.T) {
	for _, tt := range []struct {
		name    string
		outcome Outcome
		want    string
	}{
		{"saved", Outcome{Code: "BR", Status: outcome.OK, Path: "downloaded/BR.gif", Bytes: 1234, Elapsed: 50 * time.Millisecond}, "BR: saved downloaded/BR.gif, 1.2 kB in 0.05s"},
		{"not found", Outcome{Code: "XX", Status: outcome.NotFound, HTTPStatus: 410}, "XX: not found (410)"},
		{"error", Outcome{Code: "BR", Status: outcome.Error, Kind: outcome.HTTP, Reason: "418 I'm a teapot"}, "BR: http error: 418 I'm a teapot"},
		{"skipped", Outcome{Code: "BR", Status: outcome.Skipped, Reason: "seen before"}, "BR: skipped: seen before"},
		{"unchanged", Outcome{Code: "BR", Status: outcome.Unchanged}, "BR: unchanged"},
		{"cancelled", Outcome{Code: "BR", Status: outcome.Cancelled, Reason: "stopped by interrupt"}, "BR: cancelled: stopped by interrupt"},
		{"a terminal's commands", Outcome{Code: "a\x1b[2J\n", Status: outcome.Unchanged}, `"a\x1b[2J\n": unchanged`},
		{"a terminal's commands in the path", Outcome{Code: "a", Status: outcome.OK, Path: "\x1b[2J/a"}, `a: saved "\x1b[2J/a", 0 B in 0.00s`},
		{"a password", Outcome{Code: "https://user:secret@h/", Status: outcome.Unchanged}, "https://***@h/: unchanged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.outcome.Short(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// outcomes are one of each status.
func outcomes() []Outcome {
	var all []Outcome
	for _, s := range []outcome.Status{outcome.OK, outcome.NotFound, outcome.Error, outcome.Skipped, outcome.Unchanged, outcome.Cancelled} {
		all = append(all, Outcome{Code: string(s), Status: s, HTTPStatus: 404, Kind: outcome.DNS, Path: "p", Reason: "why"})
	}
	return all
}

func TestVerboseShowsAll(t *testing.T) {
	var b strings.Builder
	v := Verbose{NewConsole(&b)}
	for _, o := range outcomes() {
		v.Saw(o)
	}
	v.Done()
	want := `
ok: saved p, 0 B in 0.00s
not_found: not found (404)
error: dns error: why
skipped: skipped: why
unchanged: unchanged
cancelled: cancelled: why
`
	if diff := cmp.Diff(want[1:], b.String()); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}

func TestFailuresShowsThoseAndPassesAllOn(t *testing.T) {
	const want = "not_found: not found (404)\nerror: dns error: why\n"
	next := new(watched)
	for _, tt := range []struct {
		name string
		next Watcher
	}{
		{"alone", nil},
		{"with another", next},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			f := Failures{NewConsole(&b), tt.next}
			for _, o := range outcomes() {
				f.Saw(o)
			}
			f.Done()
			if diff := cmp.Diff(want, b.String()); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff([]string{"ok", "not_found", "error", "skipped", "unchanged", "cancelled", "done"}, next.told); diff != "" {
		t.Errorf("the other; want, got:\n%s", diff)
	}
}
