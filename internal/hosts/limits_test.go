package hosts

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The wait is random, below a limit that doubles with each attempt up to a maximum.
func TestBackoff(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct {
		failed int
		most   time.Duration
		limit  time.Duration
	}{
		{1, time.Minute, 200 * time.Millisecond},
		{2, time.Minute, 400 * time.Millisecond},
		{5, time.Minute, 3200 * time.Millisecond},
		{9, time.Minute, 51200 * time.Millisecond},
		{10, time.Minute, time.Minute},
		{1000, time.Minute, time.Minute},
		{1, 50 * time.Millisecond, 50 * time.Millisecond},
		{1, 0, 0},
	} {
		var longest, sum time.Duration
		const n = 2000
		for range n {
			wait := backoff(tt.failed, tt.most, random)
			if wait < 0 || wait > tt.limit {
				t.Fatalf("after %d attempts %v, over %v", tt.failed, wait, tt.limit)
			}
			longest = max(longest, wait)
			sum += wait
		}
		if mean := sum / n; longest < tt.limit*95/100 || mean < tt.limit*45/100 || mean > tt.limit*55/100 {
			t.Errorf("after %d attempts up to %v, %v on average: not all waits up to %v are as likely", tt.failed, longest, mean, tt.limit)
		}
	}
}
