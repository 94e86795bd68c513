package sink

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

func TestShort(t *testing.T) {
	for _, tt := range []struct {
		name    string
		outcome logline.Result
		want    string
	}{
		{
			"saved",
			logline.Result{
				Code: "BR", Status: outcome.OK, Path: "downloaded/BR.gif", Bytes: 1234,
				Elapsed: 50 * time.Millisecond,
			},
			"BR: saved downloaded/BR.gif, 1.2 kB in 0.05s",
		},
		{"not found", logline.Result{Code: "XX", Status: outcome.NotFound, HTTPStatus: 410}, "XX: not found (410)"},
		{
			"error",
			logline.Result{Code: "BR", Status: outcome.Error, Kind: outcome.HTTP, Reason: "418 I'm a teapot"},
			"BR: http error: 418 I'm a teapot",
		},
		{"skipped", logline.Result{Code: "BR", Status: outcome.Skipped, Reason: "seen before"}, "BR: skipped: seen before"},
		{"unchanged", logline.Result{Code: "BR", Status: outcome.Unchanged}, "BR: unchanged"},
		{
			"cancelled", logline.Result{Code: "BR", Status: outcome.Cancelled, Reason: "stopped by interrupt"},
			"BR: cancelled: stopped by interrupt",
		},
		{"a terminal's commands", logline.Result{Code: "a\x1b[2J\n", Status: outcome.Unchanged}, `"a\x1b[2J\n": unchanged`},
		{
			"a terminal's commands in the path",
			logline.Result{Code: "a", Status: outcome.OK, Path: "\x1b[2J/a"},
			`a: saved "\x1b[2J/a", 0 B in 0.00s`,
		},
		{"a password", logline.Result{Code: "https://user:secret@h/", Status: outcome.Unchanged}, "https://***@h/: unchanged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := shortLine(&tt.outcome); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// outcomes has one outcome of each status.
func outcomes() []logline.Result {
	var all []logline.Result
	for _, s := range []outcome.Status{
		outcome.OK, outcome.NotFound, outcome.Error, outcome.Skipped, outcome.Unchanged, outcome.Cancelled,
	} {
		all = append(all, logline.Result{Code: string(s), Status: s, HTTPStatus: 404, Kind: outcome.DNS, Path: "p", Reason: "why"})
	}
	return all
}

func TestVerboseShowsAll(t *testing.T) {
	var b strings.Builder
	v := Verbose{NewConsole(&b)}
	for _, o := range outcomes() {
		v.Observe(&o)
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
