package hosts

import (
	"testing"
	"time"
)

func TestBucket(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name  string
		every time.Duration
		asked []Instant // when each token is wanted; it is taken when available, plus late
		late  time.Duration
		want  []Instant // when each token is taken
	}{
		{"one at once, the others in turn", 100 * ms, []Instant{0, 0, 0}, 0, []Instant{0, 100 * ms, 200 * ms}},
		{"an idle time gives no credit", 100 * ms, []Instant{0, 500 * ms, 500 * ms, 500 * ms}, 0, []Instant{
			0, 500 * ms, 600 * ms, 700 * ms,
		}},
		{"late timers cost nothing", 100 * ms, []Instant{0, 0, 0, 0}, 30 * ms, []Instant{0, 130 * ms, 230 * ms, 330 * ms}},
		{"nor where tokens are faster than timers", ms, []Instant{0, 0, 0, 0}, 5 * ms, []Instant{0, 6 * ms, 6 * ms, 6 * ms}},
		{"no limit", 0, []Instant{0, 0, 0}, 0, []Instant{0, 0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bucket
			var now Instant
			for i, asked := range tt.asked {
				now = max(now, asked)
				if wait := b.wait(now); wait > 0 {
					now += wait + tt.late
				}
				if b.wait(now) > 0 {
					t.Fatalf("token %d is not there at %v", i+1, now)
				}
				b.acquire(now, tt.every)
				if now != tt.want[i] {
					t.Errorf("token %d after %v, want %v", i+1, now, tt.want[i])
				}
			}
		})
	}
}
