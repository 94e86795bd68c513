package stages

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/internal/storetest"
	"github.com/hoist/hoist/source"
)

// newDryRun returns a run that fails the test if it sends a request, and its files.
func newDryRun(t *testing.T, n int) (*testRun, store.Reader) {
	t.Helper()
	r := newRun(t, n, func(req *http.Request) (*http.Response, error) {
		t.Errorf("a request for %v is sent", req.URL)
		return nil, errors.New("sent")
	})
	return r, local.New(r.memory, local.Options{})
}

// A dry run has a plan for each job that would be fetched, and the usual result of each other job.
func TestDryRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, files := newDryRun(t, 0)
		r.Source.Jobs = source.From(source.Concat(numbers(4), func(yield func(source.Job, error) bool) {
			yield(source.Job{Input: "a\x01", Code: "a\x01", Err: source.ErrControl}, nil)
		}, source.List([]string{"http://u:p@h/"})))
		r.memory.Files = map[string]string{"2": "text", "3": "own"}
		r.Save.Existing = existing.Policy{IfExists: store.Skip, History: earlierRun{"2": recordOf("text")}}
		r.Report.Ordered = true
		list := &fakeList{}
		r.Report.Lists = []List{list}
		tally, err := DryRun(r.ctx, r.reading, r.Config, files)
		r.cancel(nil)
		var got []string
		for _, l := range parse(t, r.log.String()) {
			got = append(got, strings.TrimSpace(strings.Join([]string{l.Event, l.Code, l.Outcome, l.Kind, l.Path}, " ")))
		}
		want := []string{
			"run", "plan 1   out/1", "result 2 skipped  out/2", "result 3 skipped  out/3", "plan 4   out/4",
			"result a\x01 error bad_input", "result http://***@h/ error bad_url", "tally",
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("got %q", got)
		}
		if err != nil || tally.Exit != ExitIncomplete || tally.Counts[outcome.Planned] != 2 || tally.Total != 6 || list.published {
			t.Errorf("%v, %+v", err, tally)
		}
		if len(r.memory.Files) != 2 || r.memory.Pending() != 0 {
			t.Errorf("files %v, %d pending", r.memory.Files, r.memory.Pending())
		}
	})
}

// A run in which every job would be fetched has the status 0, and takes as many jobs as there are.
func TestDryRunOfManyJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, files := newDryRun(t, 3*orderWindow)
		r.Report.Ordered = true
		tally, err := DryRun(r.ctx, r.reading, r.Config, files)
		r.cancel(nil)
		if err != nil || tally.Exit != ExitOK || tally.Counts[outcome.Planned] != 3*orderWindow {
			t.Errorf("%v, %+v", err, tally)
		}
	})
}

// If a dry run is stopped, each job that was read has its line: a plan, or cancelled.
func TestDryRunStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, files := newDryRun(t, 0)
		r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
			for job, err := range numbers(20_000) {
				if job.Code == "1000" {
					r.stopReading(&Stop{Reason: "SIGINT", Exit: 130})
				}
				if !yield(job, err) {
					return
				}
			}
		})
		tally, err := DryRun(r.ctx, r.reading, r.Config, files)
		r.cancel(nil)
		planned, cancelled := tally.Counts[outcome.Planned], tally.Counts[outcome.Cancelled]
		if err != nil || tally.Exit != 130 || tally.Total != planned+cancelled || tally.Total == 20_000 {
			t.Errorf("%v, %+v", err, tally)
		}
	})
}

// A dry run needs no store and no transport. If it lacks a part that it needs, it returns an error.
func TestValidateDryRun(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"":            func(cfg *Config) { cfg.Fetch, cfg.Save.Store = Fetch{}, nil },
		"template":    func(cfg *Config) { cfg.Source.Planner = newPlan(t, "http://h/{code}", "{base}") },
		"jobs":        func(cfg *Config) { cfg.Source.Jobs = nil },
		"planner":     func(cfg *Config) { cfg.Source.Planner = nil },
		"sink":        func(cfg *Config) { cfg.Report.Sink = nil },
		"destination": func(cfg *Config) { cfg.Save.Existing.IfExists = "other" },
	} {
		r, files := newDryRun(t, 1)
		change(&r.Config)
		_, err := DryRun(r.ctx, r.reading, r.Config, files)
		if (err == nil) != (name == "") || err != nil && !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, _ := newDryRun(t, 1)
	if _, err := DryRun(r.ctx, r.reading, r.Config, nil); err == nil {
		t.Error("a dry run without files is accepted")
	}
}

// If the log of the earlier run can't be read, a dry run fails as a run does.
func TestDryRunWithoutItsLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := newDryRun(t, 0)
		r.Source.Jobs = source.From(source.List([]string{"unreadable"}))
		r.Save.Existing.History = earlierRun{}
		files := local.New(&storetest.Directory{Files: map[string]string{"unreadable": "x"}}, local.Options{})
		tally, err := DryRun(r.ctx, r.reading, r.Config, files)
		r.cancel(nil)
		if err == nil || tally.Exit != ExitFailure || tally.Kinds[outcome.Internal] != 1 {
			t.Errorf("%v, %+v", err, tally)
		}
	})
}

// The plan of a job that is fetched only if it has changed is a plan too.
func TestDryRunRefreshes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, files := newDryRun(t, 1)
		r.memory.Files = map[string]string{"1": "text"}
		r.Save.Existing = existing.Policy{IfExists: store.Refresh, History: earlierRun{"1": logline.Record{Bytes: 4}}}
		tally, err := DryRun(r.ctx, r.reading, r.Config, files)
		r.cancel(nil)
		if err != nil || tally.Counts[outcome.Planned] != 1 || !strings.Contains(r.log.String(), `"path":"out/1"`) {
			t.Errorf("%v, %+v", err, tally)
		}
	})
}
