package stages

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/heaptest"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

// Memory does not grow with the list: the live heap after 200,000 files is about as large as after
// 20,000. The same holds for codes without a file. (bench/run memory measures millions.)
func TestMemoryIsFlat(t *testing.T) {
	const early = 20_000
	const most = 6 // bytes of growth for each code
	for _, tt := range []struct {
		name string
		url  string
		code func(i int) source.Job
		do   clienttest.RoundTripper
		late int
		ok   int
	}{
		{
			"files", "http://h/{code}",
			func(i int) source.Job { return source.Job{Code: fmt.Sprint(i)} },
			func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, 200, "x"), nil },
			200_000, 200_000,
		},
		{
			"not found, from a host each", "http://{code}/",
			func(i int) source.Job { return source.Job{Code: fmt.Sprintf("h%d.example", i)} },
			func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, 404, ""), nil },
			80_000, 0,
		},
		{
			"broken, from a host each", "http://{code}/",
			func(i int) source.Job { return source.Job{Code: fmt.Sprintf("h%d.example", i)} },
			func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, 500, ""), nil },
			80_000, 0,
		},
		{
			"no codes", "http://h/{code}",
			func(i int) source.Job { return source.Job{Input: fmt.Sprint(i, "\x00"), Err: io.ErrUnexpectedEOF} },
			nil,
			80_000, 0,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRun(t, 0, tt.do)
			r.Source.Planner = newPlan(t, tt.url, "{code}")
			r.Fetch.Hosts.MaxWait = 0 // no wait, so that few codes are in the pipeline
			r.Report.Sink = &sink.Sink{Log: sink.Unsynced(io.Discard)}
			r.forgetFiles()
			var before, after int64
			r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
				for i := range tt.late {
					if i == early {
						before = heaptest.Live()
					}
					if !yield(tt.code(i), nil) {
						return
					}
				}
				after = heaptest.Live()
			})
			tally, err := r.start()
			r.cancel(nil)
			if err != nil || int(tally.Total) != tt.late || int(tally.Counts["ok"]) != tt.ok {
				t.Fatalf("%v, %+v", err, tally)
			}
			t.Logf("%d bytes, then %d", before, after)
			if n := tt.late - early; after > before+int64(most*n) {
				t.Errorf("the heap grew by %d bytes for %d codes", after-before, n)
			}
		})
	}
}

// forgetFiles makes the store in memory keep only the last file.
func (r *testRun) forgetFiles() {
	var mu sync.Mutex
	var last string
	r.memory.OnPublish = func(name string) error {
		mu.Lock()
		defer mu.Unlock()
		before := last
		last = name
		return r.memory.Remove(before)
	}
}
