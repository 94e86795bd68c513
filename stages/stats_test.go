package stages

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/hosts"
)

// Stats are at most a second old, whether jobs progress or wait.
func TestStatsArePublished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 11, func(req *http.Request) (*http.Response, error) {
			time.Sleep(700 * time.Millisecond)
			if code(req) == "11" {
				time.Sleep(5 * time.Second)
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Report.Stats = new(atomic.Pointer[hosts.Stats])
		var mu sync.Mutex
		var got []string
		for at := 200 * time.Millisecond; at < 5*time.Second; at += time.Second {
			time.AfterFunc(at, func() {
				s := r.Report.Stats.Load()
				mu.Lock()
				defer mu.Unlock()
				got = append(got, fmt.Sprintf("%d+%d", s.InFlight, s.Waiting))
			})
		}
		r.run(t)
		mu.Lock()
		defer mu.Unlock()
		if fmt.Sprint(got) != "[0+0 3+0 3+0 1+0 1+0]" {
			t.Errorf("in flight and waiting: %v", got)
		}
	})
}
