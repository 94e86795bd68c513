package stages

import (
	"strings"
	"testing"

	"github.com/hoist/hoist/internal/store"
)

// A writeOnly store can't tell what is there already.
type writeOnly struct{ store.Store }

func (writeOnly) Capabilities() store.Capabilities { return store.Capabilities{} }

// What a run can't do without is missed before anything is read.
func TestValidate(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"jobs":        func(cfg *Config) { cfg.Source.Jobs = nil },
		"planner":     func(cfg *Config) { cfg.Source.Planner = nil },
		"worker":      func(cfg *Config) { cfg.Fetch.Workers = 0 },
		"transport":   func(cfg *Config) { cfg.Fetch.Download.Transport = nil },
		"store":       func(cfg *Config) { cfg.Save.Store = nil },
		"sink":        func(cfg *Config) { cfg.Report.Sink = nil },
		"destination": func(cfg *Config) { cfg.Save.Existing.IfExists, cfg.Save.Store = SkipFile, writeOnly{} },
	} {
		r := newRun(t, 1, slowly)
		r.Save.Store = brokenStore{}
		if err := r.Config.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&r.Config)
		tally, err := Run(r.ctx, r.intake, r.Config)
		if err == nil || !strings.Contains(err.Error(), name) || tally.Exit != ExitUsage || r.log.String() != "" {
			t.Errorf("%s: %v, exit %d", name, err, tally.Exit)
		}
	}
}
