package stages

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/source"
)

// restarting returns a transport to a host that is down for the first ten seconds of a run.
func restarting() clienttest.RoundTripper {
	began := time.Now()
	return func(req *http.Request) (*http.Response, error) {
		if time.Since(began) < 10*time.Second {
			return nil, dialError(req)
		}
		return clienttest.Answer(req, 200, "x"), nil
	}
}

// While no further code is read, the codes of a host that restarts keep their places, even if no
// place is free.
func TestPlacesAreKeptWhileNothingIsRead(t *testing.T) {
	for _, n := range []int{orderWindow - 1, orderWindow} {
		for name, open := range map[string]time.Duration{"the input ends": 0, "the input is silent": time.Minute} {
			t.Run(fmt.Sprintf("%d codes, %s", n, name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := newWebRun(t, nil, restarting())
					r.Source.Jobs = thenSilent(each(n, "h"), open)
					r.Report.Ordered = true // for the smaller window
					if got := count(r.run(t)); got["ok"] != n {
						t.Errorf("got %v", got)
					}
				})
			})
		}
	}
}

// thenSilent returns a source that yields a job for each code, and then waits before it ends.
func thenSilent(codes iter.Seq[string], open time.Duration) source.Source {
	return func(ctx context.Context) iter.Seq2[source.Job, error] {
		return func(yield func(source.Job, error) bool) {
			for code := range codes {
				if !yield(source.Job{Input: code, Code: code}, nil) {
					return
				}
			}
			select {
			case <-time.After(open):
			case <-ctx.Done():
			}
		}
	}
}

// If a list has only one host, a restart of that host loses no code, however long the list is.
func TestOnlyHostKeepsItsPlaces(t *testing.T) {
	const n = 3 * orderWindow
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, each(n, "h"), restarting())
		r.Report.Ordered = true
		if got := count(r.run(t)); got["ok"] != n {
			t.Errorf("got %v", got)
		}
	})
}

// If the host redirects to another host that is down, codes of the other host make room.
func TestDeadHostBehindRedirectsMakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done time.Duration
		began := time.Now()
		r := newRun(t, orderWindow+100, func(req *http.Request) (*http.Response, error) {
			switch {
			case req.URL.Host == "dead":
				return nil, dialError(req)
			case code(req) == fmt.Sprint(orderWindow+100):
				done = time.Since(began)
				return clienttest.Answer(req, 200, "x"), nil
			}
			resp := clienttest.Answer(req, 302, "")
			resp.Header.Set("Location", "http://dead/"+code(req))
			return resp, nil
		})
		r.Report.Ordered = true
		if r.run(t); done == 0 || done > 10*time.Second {
			t.Errorf("the last code was asked for after %v", done)
		}
	})
}
