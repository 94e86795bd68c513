package stages

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/store/local"
)

// dated answers with a Last-Modified. The code is the length of the body.
func dated(req *http.Request) (*http.Response, error) {
	text := "x"
	if req.URL.Path == "/large" {
		text = strings.Repeat("x", largeSize+1)
	}
	answer := clienttest.Answer(req, 200, text)
	answer.Header.Set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
	return answer, nil
}

// With RemoteTime a file has the time of its Last-Modified, and without it none.
func TestRemoteTime(t *testing.T) {
	for _, tt := range []struct {
		remote bool
		want   time.Time
	}{{true, time.Unix(784111777, 0)}, {false, time.Time{}}} {
		synctest.Test(t, func(t *testing.T) {
			r := newWebRun(t, slices.Values([]string{"small", "large"}), dated)
			r.Source.Planner, r.Save.RemoteTime = newPlan(t, "http://h/{code}", "{code}"), tt.remote
			r.run(t)
			for _, name := range []string{"small", "large"} {
				if got := r.memory.ModTimes[name]; r.memory.Files[name] == "" || !got.Equal(tt.want) {
					t.Errorf("remote %v: %s has %v", tt.remote, name, got)
				}
			}
		})
	}
}

// A timeless directory can't set times.
type timeless struct{ local.Directory }

type timelessFile struct{ local.Pending }

func (d timeless) Create(ctx context.Context, p []byte) (spool.File, error) {
	f, err := d.Directory.Create(ctx, p)
	if err != nil {
		return nil, err
	}
	return timelessFile{f.(local.Pending)}, nil
}

func (timelessFile) SetModTime(time.Time) error { return syscall.EPERM }

// If times can't be set, files are saved all the same, and there is one notice.
func TestTimeCanNotBeSet(t *testing.T) {
	for _, durable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			r := newRun(t, 5, dated)
			r.directory, r.Save.RemoteTime, r.Save.Durable = timeless{r.memory}, true, durable
			var said []string
			r.Report.Notify = func(text string) { said = append(said, text) }
			r.run(t)
			if r.err != nil || r.tally.Counts[outcome.OK] != 5 || len(said) != 1 ||
				!strings.HasPrefix(said[0], "--remote-time: can't set the time of out/") ||
				!strings.Contains(said[0], ": operation not permitted; ") {
				t.Errorf("%v, %v, said %q", r.err, r.tally.Counts, said)
			}
		})
	}
}
