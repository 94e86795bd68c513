package sink

import (
	stdcmp "cmp"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

func TestObservers(t *testing.T) {
	for _, tt := range []struct {
		name string
		view View
		want string
	}{
		{"a terminal", View{Terminal: true, Progress: "auto", Lines: true}, "statusline"},
		{"no terminal", View{Progress: "auto", Lines: true}, "heartbeat"},
		{"lines on the same terminal", View{Terminal: true, Progress: "auto", Lines: true, OnScreen: true}, "heartbeat"},
		{"lines nowhere", View{Terminal: true, Progress: "auto"}, "failures, statusline"},
		{"lines nowhere, no terminal", View{Progress: "auto"}, "failures, heartbeat"},
		{"quiet", View{Terminal: true, Progress: "auto", Lines: true, Quiet: true}, "nobody"},
		{"quiet, no terminal", View{Progress: "auto", Lines: true, Quiet: true}, "nobody"},
		{"quiet, lines nowhere", View{Terminal: true, Progress: "auto", Quiet: true}, "nobody"},

		{"always, a terminal", View{Terminal: true, Progress: "always", Lines: true}, "statusline"},
		{"always, no terminal", View{Progress: "always", Lines: true}, "heartbeat"},
		{"always, lines on the same terminal", View{Terminal: true, Progress: "always", Lines: true, OnScreen: true},
			"statusline"},
		{"always, lines nowhere", View{Progress: "always"}, "failures, heartbeat"},
		{"always, quiet", View{Progress: "always", Lines: true, Quiet: true}, "heartbeat"},
		{"always, quiet, a terminal", View{Terminal: true, Progress: "always", Quiet: true}, "statusline"},

		{"never, a terminal", View{Terminal: true, Progress: "never", Lines: true}, "nobody"},
		{"never, lines nowhere", View{Terminal: true, Progress: "never"}, "failures"},
		{"never, quiet, lines nowhere", View{Terminal: true, Progress: "never", Quiet: true}, "nobody"},

		{"verbose", View{Terminal: true, Progress: "auto", Lines: true, Verbose: true}, "verbose"},
		{"verbose, no terminal", View{Progress: "auto", Lines: true, Verbose: true}, "verbose"},
		{"verbose instead of the status line", View{Progress: "always", Lines: true, Verbose: true}, "verbose"},
		{"verbose shows failures already", View{Progress: "auto", Verbose: true}, "verbose"},
		{"verbose without summary", View{Progress: "never", Lines: true, Verbose: true, Quiet: true}, "verbose"},

		{"a dry run, lines nowhere", View{Terminal: true, Progress: "auto", DryRun: true}, "plans"},
		{"a dry run, lines nowhere, quiet", View{Terminal: true, Progress: "auto", DryRun: true, Quiet: true}, "plans"},
		{"a dry run, lines nowhere, verbose", View{Terminal: true, DryRun: true, Verbose: true}, "verbose"},
		{"a dry run with lines", View{Progress: "auto", Lines: true, DryRun: true}, "heartbeat"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.view.Console, tt.view.Draws, tt.view.Every = NewConsole(io.Discard), true, time.Hour
			var names []string
			for _, o := range tt.view.Observers(NewProgress(20, nil, nil)) {
				names = append(names, strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(fmt.Sprintf("%T", o), "*"), "sink.")))
				o.Done()
			}
			if got := stdcmp.Or(strings.Join(names, ", "), "nobody"); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// A terminal that can't redraw a line gets whole lines. If View.Every is 0, it gets none.
func TestObserversOfDumbTerminal(t *testing.T) {
	view := View{Console: NewConsole(io.Discard), Terminal: true, Progress: "auto", Lines: true, OnScreen: true}
	if got := view.Observers(NewProgress(20, nil, nil)); len(got) != 0 {
		t.Errorf("without a time between lines: %d observers", len(got))
	}
	for _, progress := range []string{"auto", "always"} {
		view.Every, view.Progress = time.Hour, progress
		got := view.Observers(NewProgress(20, nil, nil))
		if _, is := got[0].(*Heartbeat); !is || len(got) != 1 {
			t.Errorf("%s: got %T", progress, got[0])
		}
		got[0].Done()
	}
}

func TestSummary(t *testing.T) {
	plan := Plan{Server: "local", URL: "http://h", Noun: "flag", Codes: []string{"BR"}, Workers: 1}
	const summary = `
local site: http://h
Searching for 1 flag: BR
1 connection will be used.
--------------------
  1 flag downloaded.
Elapsed time: 2.00s
`
	for _, tt := range []struct {
		name string
		view View
		want string
	}{
		{"as it is", View{}, summary[1:]},
		{"with verbose", View{Verbose: true}, summary[1:]},
		{"quiet", View{Quiet: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			tt.view.Console = NewConsole(&b)
			var tally logline.Tally
			tally.Add(logline.Result{Status: outcome.OK})
			tally.Elapsed = 2 * time.Second
			tt.view.Open(plan)
			tt.view.Close(tally, plan)
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}

// A quiet run has one line if something failed, and nothing otherwise.
func TestSummaryOfFailures(t *testing.T) {
	var tally logline.Tally
	tally.Add(logline.Result{Status: outcome.OK})
	tally.Add(logline.Result{Status: outcome.Error, Kind: outcome.HTTP, Host: "h", Reason: "418 I'm a teapot"})
	for _, tt := range []struct {
		name string
		view View
		want string
	}{
		{"quiet", View{Quiet: true}, "hoist: 1 of 2 codes failed: 1 http (h)\n"},
		{"not quiet", View{},
			"--------------------\n  1 flag downloaded.\n  1 error: http, h (418 I'm a teapot)\nElapsed time: 0.00s\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			tt.view.Console = NewConsole(&b)
			tt.view.Close(tally, Plan{Noun: "flag"})
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
		})
	}
}
