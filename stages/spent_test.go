package stages

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/outcome"
)

// --max-time limits a whole attempt with its redirects. Each attempt starts with the whole limit.
func TestMaxTimeIsForAllRedirects(t *testing.T) {
	for _, tt := range []struct {
		hops int
		want outcome.Kind // of the last error; empty for success
	}{
		{2, ""},
		{3, outcome.Timeout},
	} {
		synctest.Test(t, func(t *testing.T) {
			hops := 0
			r := newWebRun(t, slices.Values([]string{"h/x"}), func(req *http.Request) (*http.Response, error) {
				select {
				case <-time.After(300 * time.Millisecond):
				case <-req.Context().Done():
					return nil, req.Context().Err()
				}
				if hops++; len(req.URL.Path) == len("/x")+tt.hops {
					return clienttest.Answer(req, 200, "x"), nil
				}
				resp := clienttest.Answer(req, 302, "")
				resp.Header.Set("Location", req.URL.Path+"x")
				return resp, nil
			})
			r.Fetch.Download.Limits.MaxTime, r.Fetch.Hosts.Retries = time.Second, 1
			lines := only(r.run(t), "result")
			if len(lines) != 1 || lines[0].Kind != string(tt.want) || (tt.want == "") != (lines[0].Outcome == "ok") {
				t.Fatalf("%d redirects: %+v", tt.hops, lines)
			}
			if attempts := map[outcome.Kind]int{"": 1, outcome.Timeout: 2}[tt.want]; lines[0].Attempts != attempts {
				t.Errorf("%d redirects: %d attempts, want %d", tt.hops, lines[0].Attempts, attempts)
			}
			if want := 2 * 3; tt.want != "" && hops != want { // the fourth request of each attempt is not finished
				t.Errorf("%d hops, want %d", hops, want)
			}
		})
	}
}
