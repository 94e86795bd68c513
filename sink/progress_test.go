package sink

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

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
			if got := p.String(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
