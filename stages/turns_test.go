package stages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/errorlimit"
	"github.com/hoist/hoist/internal/naming"
	"github.com/hoist/hoist/source"
)

// repeated yields the codes h/0, h/1, …, some times each, and takes the codes in turn.
func repeated(codes, times int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range codes * times {
			if !yield(fmt.Sprintf("h/%d", i%codes)) {
				return
			}
		}
	}
}

// If a list has a code several times, its file has the last body, however long each request takes.
func TestRepeatedCodes(t *testing.T) {
	const codes, times = 50, 4
	for _, ordered := range []bool{false, true} {
		for _, durable := range []bool{false, true} {
			t.Run(fmt.Sprintf("ordered %t, durable %t", ordered, durable), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := newWebRun(t, repeated(codes, times), func(req *http.Request) (*http.Response, error) {
						time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
						if rand.IntN(5) == 0 {
							return clienttest.Answer(req, 404, ""), nil
						}
						return clienttest.Answer(req, 200, fmt.Sprint(rand.Uint64())), nil
					})
					r.Fetch.Workers, r.Report.Ordered, r.Save.Durable = 20, ordered, durable
					results := only(r.run(t), "result")
					if len(results) != codes*times {
						t.Errorf("%d lines of %d jobs", len(results), codes*times)
					}
					last, saved := map[string]int{}, map[string]line{}
					for _, l := range results {
						if l.Seq < last[l.Code] {
							t.Errorf("code %s: the line of %d is after that of %d", l.Code, l.Seq, last[l.Code])
						}
						last[l.Code] = l.Seq
						if l.Outcome == "ok" {
							saved[l.Name] = l
						}
					}
					for name, l := range saved {
						sum := sha256.Sum256([]byte(r.memory.Files[name]))
						if got := hex.EncodeToString(sum[:]); got != l.SHA256 {
							t.Errorf("code %s: the file is %s, and its last line has %s", l.Code, got, l.SHA256)
						}
					}
				})
			})
		}
	}
}

// However a job ends, the next job of its file begins: synctest would report a deadlock.
func TestTurnsEnd(t *testing.T) {
	const codes, times = 7, 5
	for _, tt := range []struct {
		name  string
		do    clienttest.RoundTripper // nil for a file after a second
		setup func(*testRun)          // nil for none
		want  string                  // how at least one job ends
	}{
		{"saved", nil, nil, "ok"},
		{"not found", func(req *http.Request) (*http.Response, error) {
			return clienttest.Answer(req, 404, ""), nil
		}, nil, "not_found"},
		{"no answer", func(req *http.Request) (*http.Response, error) { return nil, dialError(req) }, nil, "error connect"},
		{"a panic in fetch", func(*http.Request) (*http.Response, error) { panic("odd") }, nil, "error panic"},
		{"a redirect", func(req *http.Request) (*http.Response, error) {
			if req.URL.RawQuery != "" {
				return clienttest.Answer(req, 200, "x"), nil
			}
			resp := clienttest.Answer(req, 302, "")
			resp.Header.Set("Location", "http://other"+req.URL.Path+"?x")
			return resp, nil
		}, nil, "ok"},
		{"redirects without end", func(req *http.Request) (*http.Response, error) {
			resp := clienttest.Answer(req, 302, "")
			resp.Header.Set("Location", req.URL.Path)
			return resp, nil
		}, nil, "error redirect"},
		{"a wait that is too long", func(req *http.Request) (*http.Response, error) {
			resp := clienttest.Answer(req, 503, "")
			resp.Header.Set("Retry-After", "3600")
			return resp, nil
		}, nil, "error http"},
		{"not written", nil, func(r *testRun) { r.memory.OnCreate = func() error { return errors.New("odd") } }, "error storage"},
		{"not named", nil, func(r *testRun) { r.memory.OnPublish = func(string) error { return errors.New("odd") } }, "error storage"},
		{"a panic in naming", nil, func(r *testRun) { r.memory.OnPublish = func(string) error { panic("odd") } }, "error panic"},
		{"one name for all codes", nil, func(r *testRun) {
			r.Source.Planner, r.Source.Owners = newPlan(t, "http://{+code}", "{filename}"), naming.NoOwners{}
			r.Fetch.Download.Transport = clienttest.RoundTripper(func(req *http.Request) (*http.Response, error) {
				resp := clienttest.Answer(req, 200, "x")
				resp.Header.Set("Content-Disposition", "attachment; filename=x")
				return resp, nil
			})
		}, "error storage"},
		{"too many errors", func(req *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return clienttest.Answer(req, 403, ""), nil
		}, func(r *testRun) { r.Report.MaxErrors = &errorlimit.Limit{Count: 3} }, "error too_many_errors"},
		{"a stop of the requests in flight", nil, func(r *testRun) {
			time.AfterFunc(500*time.Millisecond, func() { r.cancel(&Stop{"SIGTERM", 143}) })
		}, "cancelled"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if tt.do == nil {
					tt.do = slowly
				}
				r := newWebRun(t, repeated(codes, times), tt.do)
				r.Fetch.Hosts.Retries = 1
				r.Fetch.Workers = 2 * codes
				if tt.setup != nil {
					tt.setup(r)
				}
				lines := r.run(t)
				if got := count(lines); got[tt.want] == 0 || r.tally.Total != codes*times {
					t.Errorf("got %v", got)
				}
			})
		})
	}
}

// The codes that a dead host has several times end as soon as its other codes.
func TestRepeatedCodesOfDeadHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, repeated(2, 20), func(req *http.Request) (*http.Response, error) { return nil, dialError(req) })
		if got := count(r.run(t)); got["error connect"] != 40 || r.tally.Elapsed > 75*time.Second {
			t.Errorf("%v after %v", got, r.tally.Elapsed)
		}
	})
}

// If all places are taken by jobs that wait for their turn, the run continues.
func TestRepeatedCodesTakeAllPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, repeated(1, orderWindow+1000), slowly)
		r.Report.Ordered = true // for the smaller window
		if got := count(r.run(t)); got["ok"] != orderWindow+1000 {
			t.Errorf("got %v", got)
		}
	})
}

// If the store panics, the jobs that wait for the turn of its objects have their lines.
func TestStorePanicsWithRepeatedCodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, repeated(2, 20), slowly)
		r.Save.Store = brokenStore{}
		tally, err := Run(r.ctx, r.reading, r.Config)
		r.cancel(nil)
		if results := only(parse(t, r.log.String()), "result"); len(results) != 40 || tally.Total != 40 || err == nil {
			t.Errorf("%d lines, %+v, %v", len(results), tally, err)
		}
	})
}

// If the saver panics, no job waits for a turn that does not come. Run passes the panic on.
func TestSaverPanicsWithRepeatedCodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, repeated(2, 20), dated)
		r.Save.RemoteTime, r.directory = true, timeless{r.memory}
		r.Report.Notify = func(string) { panic("odd") }
		defer func() {
			if v := recover(); v == nil {
				t.Error("no panic")
			}
			r.cancel(nil)
		}()
		r.start()
	})
}

// A stop ends the jobs that wait for a turn at once. Each has its line.
func TestStopWithRepeatedCodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, nil, slowly)
		r.Source.Jobs = source.From(func(yield func(source.Job, error) bool) {
			for range 100 {
				if !yield(source.Job{Code: "h/1"}, nil) {
					return
				}
			}
			time.AfterFunc(1500*time.Millisecond, func() { r.stopReading(&Stop{"SIGINT", 130}) })
			yield(source.Job{}, io.ErrUnexpectedEOF)
		})
		results := only(r.run(t), "result")
		got := count(results)
		if got["ok"] != 2 || got["cancelled"] != 98 || r.tally.Exit != 130 || !errors.Is(r.err, io.ErrUnexpectedEOF) {
			t.Errorf("%v, exit %d, %v", got, r.tally.Exit, r.err)
		}
		if last := results[len(results)-1]; last.Outcome != "ok" {
			t.Errorf("the request in flight ends before job %d", last.Seq)
		}
	})
}
