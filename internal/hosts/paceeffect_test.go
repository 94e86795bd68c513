package hosts

import (
	"testing"
	"time"
)

// The second alarm lifts a pace that has no effect: at half the rate or less, no larger share of
// requests succeeds.
func TestPaceEffect(t *testing.T) {
	for _, tt := range []struct {
		name          string
		first, second epoch // each lasts ten seconds
		lifts         bool
	}{
		{"the same share at a tenth of the rate", answered(300, 700), answered(30, 70), true},
		{"a larger share of good answers", answered(300, 700), answered(60, 40), false},
		{"a smaller share of bad ones, of few", answered(800, 200), answered(97, 3), false},
		{"the same share at about the same rate", answered(300, 700), answered(240, 560), false},
		{"too few good answers", answered(300, 700), answered(3, 7), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p paceEffect
			if p.recordAlarm(10*time.Second, &tt.first) {
				t.Error("the first alarm lifts the pace")
			}
			if got := p.recordAlarm(10*time.Second, &tt.second); got != tt.lifts {
				t.Errorf("lifts: %v", got)
			}
		})
	}
}

// answered returns an epoch with numbers of good and bad answers, all to first attempts.
func answered(good, bad int) epoch {
	return epoch{good: good, firstOK: good, bad: bad, firstBad: bad}
}
