package stages

import (
	"net"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
)

// If a host holds up a run, a notice with the reason comes within two seconds, once.
func TestNoticesOfHoldups(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	for _, tt := range []struct {
		name string
		does func(req *http.Request) (*http.Response, error)
		want []string
	}{
		{"refused", func(*http.Request) (*http.Response, error) { return nil, refused },
			[]string{"h does not answer (connection refused); trying again for up to 1m0s (--retry-max-wait)"}},
		{"503", func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, 503, ""), nil },
			[]string{"h lets nothing through (503 Service Unavailable); trying again for up to 1m0s (--retry-max-wait)"}},
		{"too long", func(req *http.Request) (*http.Response, error) {
			resp := clienttest.Answer(req, 503, "")
			resp.Header.Set("Retry-After", "90")
			return resp, nil
		}, []string{"h asks to wait 90 s, longer than --retry-max-wait: its codes fail"}},
		{"hangs", func(req *http.Request) (*http.Response, error) {
			time.Sleep(10 * time.Second)
			return clienttest.Answer(req, 404, ""), nil
		}, []string{
			"nothing has come from h for 2 s; waiting for an answer for up to 1m0s (--timeout)",
			"nothing has come from h for 3 s; waiting for an answer for up to 1m0s (--timeout)",
			"nothing has come from h for 6 s; waiting for an answer for up to 1m0s (--timeout)",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				r := newRun(t, 40, tt.does)
				r.Fetch.Hosts.Retries = 3
				var got []string
				var at []time.Duration
				r.Report.Notify = func(text string) { got, at = append(got, text), append(at, time.Since(began)) }
				r.run(t)
				if !slices.Equal(got, tt.want) || at[0] > 2*time.Second {
					t.Errorf("got %q at %v", got, at)
				}
			})
		})
	}
}
