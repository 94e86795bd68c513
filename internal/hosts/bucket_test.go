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
		asked []Instant     // when each token is wanted; it is taken when available, plus late and held
		late  time.Duration // of each timer
		held  time.Duration // time that something else holds each request after its timer
		want  []Instant     // when each token is taken
	}{
		{"one at once, the others in turn", 100 * ms, []Instant{0, 0, 0}, 0, 0, []Instant{0, 100 * ms, 200 * ms}},
		{"an idle time gives no credit", 100 * ms, []Instant{0, 500 * ms, 500 * ms, 500 * ms}, 0, 0, []Instant{
			0, 500 * ms, 600 * ms, 700 * ms,
		}},
		{"late timers cost nothing", 100 * ms, []Instant{0, 0, 0, 0}, 30 * ms, 0, []Instant{0, 130 * ms, 230 * ms, 330 * ms}},
		{"nor where tokens are faster than timers", ms, []Instant{0, 0, 0, 0}, 5 * ms, 0, []Instant{0, 6 * ms, 6 * ms, 6 * ms}},
		{"time for which a request is held after its timer gives no credit", 100 * ms, []Instant{0, 0, 0}, 30 * ms, 50 * ms, []Instant{
			0, 180 * ms, 330 * ms,
		}},
		{"no limit", 0, []Instant{0, 0, 0}, 0, 0, []Instant{0, 0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bucket
			var now Instant
			for i, asked := range tt.asked {
				now = max(now, asked)
				if wait := b.wait(now); wait > 0 {
					now += wait + tt.late
					b.fired(now)
					now += tt.held
				}
				if b.wait(now) > 0 {
					t.Fatalf("token %d is not there at %v", i+1, now)
				}
				b.acquire(now, b.late, tt.every)
				if now != tt.want[i] {
					t.Errorf("token %d after %v, want %v", i+1, now, tt.want[i])
				}
			}
		})
	}
}

// If a run continues another, the first request to each host waits as if one had been sent when the
// run began, and so does the first request of all.
func TestContinuedRates(t *testing.T) {
	for _, tt := range []struct {
		name   string
		limits Limits
		added  Instant // when the job was added
		want   time.Duration
	}{
		{"a rate of each host", Limits{PerHostRate: 10, Continues: true}, 0, 100 * time.Millisecond},
		{"a rate of all hosts", Limits{Rate: 5, Continues: true}, 0, 200 * time.Millisecond},
		{"a host that comes later", Limits{PerHostRate: 10, Continues: true}, 70 * time.Millisecond, 30 * time.Millisecond},
		{"a host that comes much later", Limits{PerHostRate: 10, Continues: true}, time.Second, 0},
		{"a first run", Limits{PerHostRate: 10, Rate: 5}, 0, 0},
		{"no rates", Limits{Continues: true}, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(1, tt.limits, nil)
			s.Add(tt.added, tt.added, "h", 1)
			now := tt.added
			for s.Wake(now); s.Offer(now, false) == nil; s.Wake(now) {
				now += s.Wait(now)
			}
			now += s.RateDelay(now)
			if got := now - tt.added; got != tt.want {
				t.Errorf("the first request waits %v, want %v", got, tt.want)
			}
		})
	}
}
