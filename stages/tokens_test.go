package stages

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/source"
	"github.com/hoist/hoist/source/records"
)

// The waiting jobs are bounded by size too: long codes, records and kept columns need more
// tokens than short ones.
func TestLongCodesTakeMorePlaces(t *testing.T) {
	const long = 60_000
	kept := []byte(`{"a":"` + strings.Repeat("x", long-len(`{"a":""}`)) + `"}`)
	record := &records.Record{Raw: strings.Repeat("x", long/2), Values: []string{strings.Repeat("x", long/2)}}
	for name, tt := range map[string]struct {
		size   int
		kept   []byte
		record *records.Record
		most   int
	}{
		"short codes":       {6, nil, nil, orderWindow},
		"long codes":        {long, nil, nil, orderWindow / (1 + long/tokenBytes)},
		"long kept columns": {6, kept, nil, orderWindow / (1 + long/tokenBytes)},
		"long records":      {6, nil, record, orderWindow / (1 + long/tokenBytes)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var read atomic.Int64
				code := strings.Repeat("x", tt.size-1)
				jobs := func(yield func(source.Job, error) bool) {
					for range 2 * orderWindow {
						if read.Add(1); !yield(source.Job{Input: code, Code: code, Kept: tt.kept, Record: tt.record}, nil) {
							return
						}
					}
				}
				r := newRun(t, 0, func(req *http.Request) (*http.Response, error) {
					time.Sleep(time.Hour)
					return clienttest.Answer(req, 200, "x"), nil
				})
				r.Source.Planner = newPlan(t, "http://h/{code}", "{seq}")
				r.Source.Jobs = source.From(jobs)
				r.Report.Ordered = true
				r.Fetch.Download.Limits.Timeout = 0
				r.Fetch.Workers = 1000 // more than the number of long codes that may wait
				time.AfterFunc(time.Minute, func() {
					if n, ahead := int(read.Load()), 20; n < min(tt.most, 1000) || n > tt.most+ahead {
						t.Errorf("%d codes were read, want %d at most", n, tt.most)
					}
					r.cancel(errEnough)
				})
				r.run(t)
			})
		})
	}
}

// If a code takes the last tokens and needs more, jobs of a dead host make room for it at once.
func TestRoomForALongCode(t *testing.T) {
	const long = 60_000
	const fill = window / (1 + long/tokenBytes) // number of long codes that may wait
	synctest.Test(t, func(t *testing.T) {
		var came, asked time.Time
		text := strings.Repeat("x", long-len("alive/"))
		jobs := func(yield func(source.Job, error) bool) {
			yield(source.Job{Code: "alive/first"}, nil)
			for range fill {
				yield(source.Job{Code: "dead/" + text}, nil)
			}
			time.Sleep(10*time.Second + 234*time.Millisecond)
			came = time.Now()
			yield(source.Job{Code: "alive/" + text}, nil)
		}
		r := newRun(t, 0, func(req *http.Request) (*http.Response, error) {
			if req.URL.Host == "dead" {
				return nil, dialError(req)
			}
			asked = time.Now()
			return clienttest.Answer(req, 200, "x"), nil
		})
		r.Fetch.Hosts = hosts.Limits{Retries: 3, MaxWait: time.Minute}
		r.Source.Planner = newPlan(t, "http://{+code}", "{seq}")
		r.Source.Jobs = source.From(jobs)
		r.run(t)
		if wait := asked.Sub(came); wait < 0 || wait > 100*time.Millisecond { // the sink holds a line for 100 ms
			t.Errorf("asked after %v", wait)
		}
	})
}
