package sink

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// The rate of a line is that since the line before, if that is at least a second old.
func TestRateOfLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewProgress(0, nil, nil)
		for _, step := range []struct {
			codes int
			after time.Duration
			want  string
		}{
			{5, 500 * time.Millisecond, "10/s"}, // since the beginning
			{3, 9500 * time.Millisecond, "0.8/s"},
			{600, 30 * time.Second, "20/s"},
			{0, 10 * time.Millisecond, "20/s"}, // as the line before
			{90, 29990 * time.Millisecond, "3/s"},
			{0, 30 * time.Second, "0/s"},
		} {
			for range step.codes {
				p.Observe(&logline.Result{Status: outcome.OK})
			}
			time.Sleep(step.after)
			if got := p.Line(); !strings.HasSuffix(got, " "+step.want) {
				t.Errorf("after %v: %q, want %s", step.after, got, step.want)
			}
		}
	})
}

// The part that is done is known if the number of codes is, or the share of the list that was read.
func TestExtent(t *testing.T) {
	for _, tt := range []struct {
		codes uint64
		share float64
		all   bool
		done  uint64
		total uint64
		part  float64
	}{
		{0, -1, false, 0, 0, -1},
		{40, -1, false, 10, 0, -1},
		{0, 0, false, 0, 0, 0},
		{40, 0.5, false, 10, 0, 0.125},
		{40, 1, false, 10, 0, 0.25},
		{40, 1, true, 10, 40, 0.25},
		{0, 1, true, 0, 0, 0},
	} {
		p := NewProgress(0, func() (uint64, float64, bool) { return tt.codes, tt.share, tt.all }, nil)
		if total, part := p.extent(tt.done); total != tt.total || part != tt.part {
			t.Errorf("%+v: got %d, %v", tt, total, part)
		}
	}
}

func TestProgress(t *testing.T) {
	for _, tt := range []struct {
		total int
		saw   map[outcome.Status]int
		took  time.Duration
		want  string
	}{
		{
			0,
			map[outcome.Status]int{
				outcome.OK: 11800, outcome.NotFound: 150, outcome.Error: 49, outcome.Cancelled: 1,
			},
			30 * time.Second, "11999 done, 11800 ok, 199 failed, 400/s",
		},
		{20, map[outcome.Status]int{outcome.OK: 3}, 2 * time.Second, "3 done of 20, 3 ok, 0 failed, 1.5/s"},
		{
			0, map[outcome.Status]int{outcome.Skipped: 5, outcome.Unchanged: 2, outcome.OK: 3}, time.Second,
			"10 done, 3 ok, 0 failed, 7 skipped or unchanged, 10/s",
		},
		{0, map[outcome.Status]int{outcome.OK: 123456}, time.Second, "123456 done, 123456 ok, 0 failed, 123456/s"},
		{2, nil, time.Second, "0 done of 2, 0 ok, 0 failed, 0/s"},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := NewProgress(tt.total, nil, nil)
			for status, times := range tt.saw {
				for range times {
					p.Observe(&logline.Result{Status: status})
				}
			}
			p.Done()
			time.Sleep(tt.took)
			if got := p.Line(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
