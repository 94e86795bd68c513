package stages

import (
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/internal/store"
)

// A limited is a store with fewer capabilities.
type limited struct {
	store.Store
	capabilities store.Capabilities
}

func (l limited) Capabilities() store.Capabilities { return l.capabilities }

// If the store lacks a capability that the options need, Validate returns an error.
func TestCapabilities(t *testing.T) {
	skips := store.Capabilities{Stat: true, IfExists: []store.IfExists{store.Skip}}
	for _, tt := range []struct {
		has    store.Capabilities
		policy existing.Policy
		want   string // part of the error; empty for none
	}{
		{store.Capabilities{}, existing.Policy{}, ""},
		{store.Capabilities{}, existing.Policy{IfExists: store.Overwrite}, ""},
		{store.Capabilities{}, existing.Policy{IfExists: store.Skip}, "does not report which files exist"},
		{store.Capabilities{}, existing.Policy{History: earlierRun{}}, "does not report which files exist"},
		{store.Capabilities{}, existing.Policy{History: earlierRun{}, TrustHistory: true}, ""},
		{store.Capabilities{}, existing.Policy{IfExists: store.Skip, History: earlierRun{}, TrustHistory: true},
			"does not report which files exist"},
		{skips, existing.Policy{History: earlierRun{}, TrustHistory: true, Verify: true}, "can't be verified"},
		{skips, existing.Policy{IfExists: store.Refresh, History: earlierRun{}, TrustHistory: true}, "can't be verified or refreshed"},
		{skips, existing.Policy{History: earlierRun{}}, ""},
		{skips, existing.Policy{IfExists: store.Skip}, ""},
		{skips, existing.Policy{IfExists: store.Refuse}, "does not support --if-exists error; it supports [overwrite skip]"},
		{skips, existing.Policy{History: earlierRun{}, Verify: true}, "--verify"},
		{store.Capabilities{Stat: true, Open: true}, existing.Policy{History: earlierRun{}, Verify: true}, ""},
	} {
		r := newRun(t, 1, slowly)
		r.Save.Store, r.Save.Existing = limited{brokenStore{}, tt.has}, tt.policy
		err := r.Config.Validate()
		if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v, %+v: %v", tt.has, tt.policy, err)
		}
	}
}

// If a part of the Config is missing, Run returns an error before it reads a job.
func TestValidate(t *testing.T) {
	for name, change := range map[string]func(*Config){
		`template "{base}"`: func(cfg *Config) { cfg.Source.Planner = newPlan(t, "http://h/{code}", "{base}") },
		`template "{type}"`: func(cfg *Config) { // its names are remembered, but not those of other parts
			cfg.Source.Planner, cfg.Source.Owners = newPlan(t, "http://h/{code}", "{type}"), naming.NoOwners{}
			cfg.Source.Part = parts.Part{K: 1, Rule: parts.Rule{N: 2}}
		},
		"jobs":        func(cfg *Config) { cfg.Source.Jobs = nil },
		"planner":     func(cfg *Config) { cfg.Source.Planner = nil },
		"worker":      func(cfg *Config) { cfg.Fetch.Workers = 0 },
		"transport":   func(cfg *Config) { cfg.Fetch.Download.Transport = nil },
		"store":       func(cfg *Config) { cfg.Save.Store = nil },
		"sink":        func(cfg *Config) { cfg.Report.Sink = nil },
		"destination": func(cfg *Config) { cfg.Save.Existing.IfExists, cfg.Save.Store = store.Skip, limited{} },
	} {
		r := newRun(t, 1, slowly)
		r.Save.Store = limited{brokenStore{}, store.Capabilities{Stat: true}}
		if err := r.Config.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&r.Config)
		tally, err := Run(r.ctx, r.reading, r.Config)
		if err == nil || !strings.Contains(err.Error(), name) || tally.Exit != ExitUsage || r.log.String() != "" {
			t.Errorf("%s: %v, exit %d", name, err, tally.Exit)
		}
	}
}

// Run does not change the Config of its caller, so that it can be used again.
func TestRunKeepsConfig(t *testing.T) {
	r := newRun(t, 1, slowly)
	report := r.Report.Sink
	r.run(t)
	if r.Report.Sink != report || len(report.Observers) != 0 {
		t.Errorf("after the run there are %d observers, want none", len(report.Observers))
	}
}
