package stages

import (
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/outcome"
)

// A second signal also ends saving: no more files are synced, and none gets its name after the
// signal.
func TestHardStopDropsGroups(t *testing.T) {
	for _, tt := range []struct {
		during string
		group  int
	}{{"sync", 1}, {"sync", 64}, {"settle", 1}, {"settle", 64}} {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRun(t, 6, atOnceAnswered)
				store := r.memory
				var syncs, named, before atomic.Int32
				var stopped atomic.Bool
				stop := func() {
					if stopped.Swap(true) {
						return
					}
					before.Store(named.Load())
					time.AfterFunc(time.Second/2, func() { r.cancel(&Stop{"SIGTERM", 143}) })
					time.Sleep(time.Second)
				}
				store.OnSync = func() error {
					if syncs.Add(1); tt.during == "sync" {
						stop()
					}
					return nil
				}
				store.OnPublish = func(string) error { named.Add(1); return nil }
				store.OnSyncDir = func(string) error {
					if tt.during == "settle" {
						stop()
					}
					return nil
				}
				r.Fetch.Workers, r.group = 6, tt.group
				got := count(r.run(t))
				want := before.Load()
				if named.Load() != want || got["ok"] != int(want) || len(store.Files) != int(want) || got["cancelled"]+got["ok"] != 6 {
					t.Errorf("%v; %d named, want %d; there are %v", got, named.Load(), want, store.Files)
				}
				if most := want + 2; tt.group == 1 && syncs.Load() > most { // a file that waits for its group may be synced already
					t.Errorf("%d files were synced, want %d at most", syncs.Load(), most)
				}
				if r.tally.Exit != 143 {
					t.Errorf("exit %d", r.tally.Exit)
				}
			})
		})
	}
}

// A disk error ends the run at once, not only when all codes are fetched. The error of the run is
// the first disk error.
func TestFailedSyncStopsTheRun(t *testing.T) {
	for _, what := range []string{"file", "directory"} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				r := newRun(t, 5000, func(req *http.Request) (*http.Response, error) {
					asked++
					time.Sleep(time.Millisecond)
					return clienttest.Answer(req, 200, "x"), nil
				})
				r.Fetch.Workers = 1
				store, calls := r.memory, 0
				fail := func() error {
					if calls++; calls == 1 {
						return syscall.EIO
					}
					return syscall.ENOSPC
				}
				if what == "file" {
					store.OnSync = fail
				} else {
					store.OnSyncDir = func(string) error { return fail() }
				}
				r.run(t)
				if !errors.Is(r.err, syscall.EIO) || r.tally.Exit != ExitFailure {
					t.Errorf("%v, exit %d", r.err, r.tally.Exit)
				}
				if asked > 200 || r.tally.Counts[outcome.OK] != 0 {
					t.Errorf("%d codes were asked for, and %d are ok", asked, r.tally.Counts[outcome.OK])
				}
			})
		})
	}
}
