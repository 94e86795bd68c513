package stages

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
)

// If all codes of a run are refused, there is one notice of it.
func TestRefusedCodes(t *testing.T) {
	for status, want := range map[int]int{403: 1, 418: 0} {
		synctest.Test(t, func(t *testing.T) {
			r := newRun(t, 300, func(req *http.Request) (*http.Response, error) { return clienttest.Answer(req, status, "x"), nil })
			told := 0
			r.Report.Notify = func(string) { told++ }
			if r.run(t); told != want {
				t.Errorf("%d: told %d times", status, told)
			}
		})
	}
}

// If a code is not tried again, its line contains the text of the answer to the last attempt.
func TestDetailOfTheLastAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r *testRun
		r = newRun(t, 1, func(req *http.Request) (*http.Response, error) {
			time.AfterFunc(time.Second, func() { r.stopReading(&Stop{Reason: "SIGTERM", Exit: 143}) })
			resp := clienttest.Answer(req, 503, "<Code>SlowDown</Code>")
			resp.Header.Set("Content-Type", "application/xml")
			resp.Header.Set("Retry-After", "50")
			return resp, nil
		})
		r.Fetch.Hosts.Retries = 3
		lines := only(r.run(t), "result")
		if len(lines) != 1 || lines[0].Outcome != "cancelled" || !strings.Contains(r.log.String(), `"detail":"<Code>SlowDown</Code>"`) {
			t.Errorf("got %s", r.log.String())
		}
	})
}
