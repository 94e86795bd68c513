package stages

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
)

// --bandwidth limits all bodies together. The wait for it does not count towards --timeout.
func TestBandwidth(t *testing.T) {
	for _, tt := range []struct {
		name          string
		rate          int64
		bodies, bytes int
		want          time.Duration
	}{
		{"a megabyte in one body", 100_000, 1, 1_000_000, 10 * time.Second},
		{"a megabyte in many bodies", 100_000, 50, 20_000, 10 * time.Second},
		{"ten megabytes in one body", 1_000_000, 1, 10_000_000, 10 * time.Second},
		{"slow", 3, 2, 15, 10 * time.Second},
		{"fast", 1_000_000_000, 3, 10_000_000, 30 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRun(t, tt.bodies, func(req *http.Request) (*http.Response, error) {
					return clienttest.Answer(req, 200, strings.Repeat("x", tt.bytes)), nil
				})
				r.Fetch.Download.Limits.Timeout, r.Fetch.Download.Content.Bandwidth = 100*time.Millisecond, tt.rate
				if got := count(r.run(t)); got["ok"] != tt.bodies {
					t.Errorf("got %v", got)
				}
				burst := time.Duration(float64(max(tt.rate/10, 1)) / float64(tt.rate) * float64(time.Second))
				if took := r.tally.Elapsed; took > tt.want+time.Millisecond || took < tt.want-burst-time.Millisecond {
					t.Errorf("took %v, want %v less a burst of %v", took, tt.want, burst)
				}
			})
		})
	}
}
