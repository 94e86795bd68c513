package flagserver

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestPreset(t *testing.T) {
	const shortest, longest = 500 * time.Millisecond, 5 * time.Second
	for _, tt := range []struct {
		label string
		want  Options
		ok    bool
	}{
		{"local", Options{}, true},
		{"delay", Options{MinDelay: shortest, MaxDelay: longest}, true},
		{"error", Options{MinDelay: shortest, MaxDelay: longest, ErrorRate: 0.25}, true},
		{"remote", Options{}, false},
		{"LOCAL", Options{}, false},
		{"", Options{}, false},
	} {
		t.Run(tt.label, func(t *testing.T) {
			got, ok := Preset(tt.label)
			if ok != tt.ok {
				t.Errorf("got %v, want %v", ok, tt.ok)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(Options{}, "Seed")); diff != "" {
				t.Errorf("want, got:\n%s", diff)
			}
			if other, _ := Preset(tt.label); other.Seed == got.Seed {
				t.Errorf("seed %d twice", got.Seed)
			}
		})
	}
}
