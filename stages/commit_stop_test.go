package stages

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/clienttest"
	"github.com/hoist/hoist/internal/outcome"
)

// A second signal ends what is being saved too: no more is synced, and nothing has its name after it.
func TestHardStopDropsGroups(t *testing.T) {
	for _, tt := range []struct {
		during string
		group  int
	}{{"sync", 1}, {"sync", 64}, {"settle", 1}, {"settle", 64}} {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRun(t, 6, atOnceAnswered)
				store := r.Store.(*memoryStore)
				var syncs, named, before atomic.Int32
				var stopped atomic.Bool
				stop := func() {
					if stopped.Swap(true) {
						return
					}
					before.Store(named.Load())
					time.AfterFunc(time.Second/2, func() { r.hard(&Stop{"SIGTERM", 143}) })
					time.Sleep(time.Second)
				}
				store.onSync = func() error {
					if syncs.Add(1); tt.during == "sync" {
						stop()
					}
					return nil
				}
				store.onPublish = func(string) error { named.Add(1); return nil }
				store.onSettle = func(string) error {
					if tt.during == "settle" {
						stop()
					}
					return nil
				}
				r.Workers, r.Group = 6, tt.group
				got := count(r.run(t))
				want := before.Load()
				if named.Load() != want || got["ok"] != int(want) || len(store.files) != int(want) || got["cancelled"]+got["ok"] != 6 {
					t.Errorf("%v; %d named, want %d; there are %v", got, named.Load(), want, store.files)
				}
				if most := want + 2; tt.group == 1 && syncs.Load() > most { // one that waits for its group's turn may be synced already
					t.Errorf("%d files were synced, want %d at most", syncs.Load(), most)
				}
				if r.tally.Exit != 143 {
					t.Errorf("exit %d", r.tally.Exit)
				}
			})
		})
	}
}

// A disk that fails ends the run at once, and not when all is fetched; the error is the first there was.
func TestFailedSyncStopsTheRun(t *testing.T) {
	for _, what := range []string{"file", "folder"} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				r := newRun(t, 5000, func(req *http.Request) (*http.Response, error) {
					asked++
					time.Sleep(time.Millisecond)
					return clienttest.Answer(req, 200, "x"), nil
				})
				r.Workers = 1
				store, calls := r.Store.(*memoryStore), 0
				fail := func() error {
					if calls++; calls == 1 {
						return syscall.EIO
					}
					return syscall.ENOSPC
				}
				if what == "file" {
					store.onSync = fail
				} else {
					store.onSettle = func(string) error { return fail() }
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

// A folder that can't be synced is the error of the files in it. Those of other folders, in the same group, stay.
func TestFailedFolderIsOfItsFiles(t *testing.T) {
	for failed, stay := range map[string]string{"a": "b/2 b/c/4", "b": "a/1 a/3", "b/c": "a/1 a/3 b/2", ".": ""} {
		store := &memoryStore{files: map[string]string{}}
		store.onSettle = func(name string) error {
			if name == failed {
				return syscall.EIO
			}
			return nil
		}
		c := &commit{store: store, out: "out", most: 64}
		var g group
		for _, name := range []string{"a/1", "b/2", "a/3", "b/c/4"} {
			store.files[name] = "x"
			g = append(g, Saved{Fetched: Fetched{Request: Request{Name: name}}})
		}
		c.settleNames(t.Context(), g)
		var ok []string
		for s := range g.good() {
			ok = append(ok, s.Name)
		}
		slices.Sort(ok)
		there := slices.Sorted(maps.Keys(store.files))
		if got := strings.Join(ok, " "); got != stay || strings.Join(there, " ") != stay {
			t.Errorf("where %s can't be synced: %s are ok, and %v there, want %s", failed, got, there, stay)
		}
		if !errors.Is(g.fatal(), syscall.EIO) {
			t.Errorf("where %s can't be synced: %v", failed, g.fatal())
		}
	}
}
