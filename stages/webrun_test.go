package stages

import (
	"fmt"
	"iter"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/source"
)

// newWebRun returns a testRun whose codes are URLs without the scheme, as in host/path.
func newWebRun(t *testing.T, codes iter.Seq[string], do clienttest.RoundTripper) *testRun {
	t.Helper()
	r := newRun(t, 0, do)
	r.Source.Planner = newPlan(t, "http://{+code}", "{code}")
	r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
		for code := range codes {
			if !yield(source.Job{Input: code, Code: code}, nil) {
				return
			}
		}
	})
	r.Fetch.Hosts = hosts.Limits{Retries: 3, MaxWait: time.Minute}
	return r
}

// each yields the paths 1 to n for each host, and takes the hosts in turn.
func each(n int, hosts ...string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			for _, host := range hosts {
				if !yield(fmt.Sprintf("%s/%d", host, i+1)) {
					return
				}
			}
		}
	}
}

// A diary records the times of the requests to each host since the beginning of the run.
type diary struct {
	mu    sync.Mutex
	began time.Time
	asked map[string][]time.Duration // by host
}

func newDiary() *diary { return &diary{began: time.Now(), asked: map[string][]time.Duration{}} }

// note records a request and returns the number of requests to its host.
func (d *diary) note(req *http.Request) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked[req.URL.Host] = append(d.asked[req.URL.Host], time.Since(d.began))
	return len(d.asked[req.URL.Host])
}

func dialError(req *http.Request) error {
	return fmt.Errorf("dial %s: %w", req.URL.Host, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})
}
