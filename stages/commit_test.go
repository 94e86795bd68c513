package stages

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/storetest"
)

// A ledger records the calls of a storetest.Directory, in order.
type ledger struct {
	mu   sync.Mutex
	done []string
}

func (l *ledger) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = append(l.done, fmt.Sprintf(format, args...))
}

// keep makes s record its calls in l. A sync of a file or a directory takes a second.
func (l *ledger) keep(s *storetest.Directory) {
	s.OnSync = func() error { l.note("sync"); time.Sleep(time.Second); return nil }
	s.OnPublish = func(name string) error { l.note("name %s", name); return nil }
	s.OnSyncDir = func(name string) error { l.note("settle %s", name); time.Sleep(time.Second); return nil }
}

func atOnceAnswered(req *http.Request) (*http.Response, error) {
	return clienttest.Answer(req, 200, "x"), nil
}

// A single file is committed at once. The files that arrive meanwhile are the next group, up to the
// limit.
func TestCommitGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 8, func(req *http.Request) (*http.Response, error) {
			if req.URL.Path != "/1" {
				time.Sleep(time.Millisecond)
			}
			return clienttest.Answer(req, 200, "x"), nil
		})
		var did ledger
		did.keep(r.memory)
		r.Fetch.Workers, r.group = 8, 4
		if got := count(r.run(t)); got["ok"] != 8 {
			t.Errorf("got %v", got)
		}
		var groups []int
		for _, what := range did.done {
			switch {
			case what == "settle .":
				groups = append(groups, 0)
			case strings.HasPrefix(what, "name") && len(groups) > 0:
				groups[len(groups)-1]++
			}
		}
		if want := []int{4, 3, 0}; !slices.Equal(groups, want) { // after the groups of 1, 4 and 3 files
			t.Errorf("after the first group %v follow: %v", groups, did.done)
		}
		if r.tally.Elapsed != 4*time.Second { // sync, sync beside settle, sync beside settle, settle
			t.Errorf("it took %v", r.tally.Elapsed)
		}
	})
}

// For each group, the directory of a file is synced once, with all directories above it.
func TestCommitSyncsDirectoriesAbove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, slices.Values([]string{"h/1"}), atOnceAnswered)
		r.Source.Planner = newPlan(t, "http://{+code}", "a/{shard}/{code}")
		var did ledger
		did.keep(r.memory)
		r.run(t)
		slices.Sort(did.done)
		want := []string{"name a/7d/h%2F1", "settle .", "settle a", "settle a/7d", "sync"}
		if diff := cmp.Diff(want, did.done); diff != "" {
			t.Error(diff)
		}
	})
}

// Without durability nothing is synced.
func TestCommitNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 3, atOnceAnswered)
		var did ledger
		did.keep(r.memory)
		r.Save.Durable = false
		r.run(t)
		slices.Sort(did.done)
		if diff := cmp.Diff([]string{"name 1", "name 2", "name 3"}, did.done); diff != "" {
			t.Error(diff)
		}
	})
}

// A failed sync is not repeated. Its code is an error, its file is removed, and the run stops.
func TestCommitSyncFails(t *testing.T) {
	for _, what := range []string{"file", "directory"} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRun(t, 1, atOnceAnswered)
				store := r.memory
				calls := 0
				fail := func() error { calls++; return fmt.Errorf("sync out: %w", syscall.EIO) }
				if what == "file" {
					store.OnSync = fail
				} else {
					store.OnSyncDir = func(string) error { return fail() }
				}
				lines := r.run(t)
				if got := count(lines); got["error storage"] != 1 || calls != 1 || len(store.Files) > 0 {
					t.Errorf("%v, %d calls, files %v", got, calls, store.Files)
				}
				if r.err == nil || r.tally.Exit != ExitFailure {
					t.Errorf("%v, exit %d", r.err, r.tally.Exit)
				}
			})
		})
	}
}

// If the sync of one file fails, the other files of the group are still durable.
func TestCommitSyncFailsForOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 3, atOnceAnswered)
		store := r.memory
		var once sync.Once
		store.OnSync = func() (err error) {
			once.Do(func() { err = fmt.Errorf("sync out: %w", syscall.EIO) })
			time.Sleep(time.Second)
			return err
		}
		got := count(r.run(t))
		if got["error storage"] != 1 || got["ok"] != len(store.Files) || got["ok"]+got["cancelled"] != 2 {
			t.Errorf("%v, files %v", got, store.Files)
		}
	})
}
