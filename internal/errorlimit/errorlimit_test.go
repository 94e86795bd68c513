package errorlimit

import (
	"errors"
	"testing"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

func TestPassed(t *testing.T) {
	for _, tt := range []struct {
		limit         Limit
		errors, total uint64
		want          bool
	}{
		{Limit{Count: 0}, 0, 100, false},
		{Limit{Count: 0}, 1, 1, true},
		{Limit{Count: 10}, 10, 10, false},
		{Limit{Count: 10}, 11, 5000, true},
		{Limit{Percent: 5}, 99, 99, false},
		{Limit{Percent: 5}, 5, 100, false},
		{Limit{Percent: 5}, 6, 100, true},
		{Limit{Percent: 0.5}, 5, 1000, false},
		{Limit{Percent: 0.5}, 6, 1000, true},
		{Limit{Percent: 100}, 1000, 1000, false},
	} {
		c := Counter{limit: &tt.limit, seen: Exceeded{Errors: tt.errors, Total: tt.total}}
		if got := c.passed(); got != tt.want {
			t.Errorf("--max-errors %v, %d errors of %d: %v", tt.limit, tt.errors, tt.total, got)
		}
	}
}

// The share of errors is checked from the hundredth outcome on, whether or not that one is an
// error. The run is stopped once.
func TestStop(t *testing.T) {
	for _, tt := range []struct {
		name         string
		limit        Limit
		errors, rest int    // number of errors, then of other outcomes
		total        uint64 // outcomes when the run is stopped; 0 for never
	}{
		{"percent, errors first", Limit{Percent: 50}, 99, 3000, 100},
		{"percent, the hundredth an error", Limit{Percent: 50}, 100, 0, 100},
		{"percent, not passed", Limit{Percent: 99}, 99, 3000, 0},
		{"percent, too few", Limit{Percent: 50}, 99, 0, 0},
		{"count", Limit{Count: 2}, 10, 10, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stops []error
			c := Counter{limit: &tt.limit, stop: func(cause error) { stops = append(stops, cause) }}
			for range tt.errors {
				c.Count(&logline.Result{Status: outcome.Error})
			}
			for range tt.rest {
				c.Count(&logline.Result{Status: outcome.OK})
			}
			if tt.total == 0 {
				if len(stops) > 0 {
					t.Errorf("stopped: %v", stops)
				}
				return
			}
			if len(stops) != 1 {
				t.Fatalf("stopped %d times: %v", len(stops), stops)
			}
			found, ok := errors.AsType[*Exceeded](stops[0])
			if !ok || found.Total != tt.total || found.Limit != tt.limit {
				t.Errorf("stopped by %+v, want it at %d", stops[0], tt.total)
			}
		})
	}
}
