package stages

import (
	"context"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/source"
)

// A fakeList records its inputs. Its methods return err.
type fakeList struct {
	inputs    []string
	err       error
	published bool
}

func (l *fakeList) Add(r *logline.Result) error {
	if r.Status != outcome.OK && r.Input != "" {
		l.inputs = append(l.inputs, r.Input)
	}
	return l.err
}

func (l *fakeList) Publish(context.Context, bool) error { l.published = true; return l.err }

// An input that is too long for a code is not listed, since only its beginning is kept, and that
// would be another code.
func TestFailedListLeavesOutWhatIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 0, atOnceAnswered)
		r.Source.Jobs = source.From(source.Concat(source.List([]string{"1"}), func(yield func(source.Job, error) bool) {
			yield(source.Job{Input: "aaa…", Code: "aaa…", Err: source.ErrTooLong}, nil)
		}, func(yield func(source.Job, error) bool) {
			yield(source.Job{Input: "a\x01", Code: "a\x01", Err: source.ErrControl}, nil)
		}))
		list := &fakeList{}
		r.Report.Lists = []List{list}
		r.run(t)
		if !slices.Equal(list.inputs, []string{"a\x01"}) || !list.published {
			t.Errorf("got %q, published %v", list.inputs, list.published)
		}
	})
}

// If the list can't be written, the run stops. Otherwise a full disk would lose inputs silently.
func TestFailedListFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, slices.Values([]string{"1"}), func(*http.Request) (*http.Response, error) {
			return nil, syscall.ECONNREFUSED
		})
		r.Fetch.Hosts = hosts.Limits{}
		r.Report.Lists = []List{&fakeList{err: syscall.ENOSPC}}
		r.run(t)
		if r.err == nil || r.tally.Exit != ExitFailure {
			t.Errorf("%v, exit %d", r.err, r.tally.Exit)
		}
	})
}
