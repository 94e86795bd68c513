package stages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/internal/storetest"
)

// A brokenStore takes one object and panics. If closes is set, it closes its output first.
type brokenStore struct {
	store.Store
	closes bool
}

func (brokenStore) Close() error                     { return nil }
func (brokenStore) Capabilities() store.Capabilities { return store.Capabilities{} }

func (s brokenStore) Run(_ context.Context, _ context.CancelCauseFunc, in <-chan store.Object, out chan<- store.Result) error {
	if s.closes {
		defer close(out)
	}
	o := <-in
	o.Body.Discard()
	panic("odd")
}

// If a store panics, the run ends, and each job still has its line.
func TestStorePanics(t *testing.T) {
	for _, closes := range []bool{false, true} {
		t.Run(fmt.Sprint("closes: ", closes), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { testStorePanics(t, closes) })
		})
	}
}

func testStorePanics(t *testing.T, closes bool) {
	r := newRun(t, 5, slowly)
	r.Save.Store = brokenStore{closes: closes}
	r.tally, r.err = Run(r.ctx, r.reading, r.Config)
	r.cancel(nil)
	results := only(parse(t, r.log.String()), "result")
	if got := count(results); got["error panic"] == 0 || len(results) != int(r.tally.Total) || r.tally.Exit != ExitFailure {
		t.Errorf("%v, %v, exit %d", got, r.err, r.tally.Exit)
	}
	if r.err == nil || errors.Is(r.err, context.Canceled) {
		t.Errorf("the run ends with %v", r.err)
	}
}

// A panicLocation is a store in which all files exist and Location panics.
type panicLocation struct{ store.Store }

func (panicLocation) Capabilities() store.Capabilities {
	return store.Capabilities{Stat: true, IfExists: []store.IfExists{store.Skip}}
}

func (panicLocation) Location(string) string { panic("odd") }

func (p panicLocation) Stat(context.Context, string) (fs.FileInfo, error) {
	return fstest.MapFS{"x": {}}.Stat("x")
}

// A panic in the saver itself ends the run, which does not hang. Run passes the panic on.
func TestSaverPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRun(t, 1000, slowly)
		r.Save.Store = panicLocation{local.New(&storetest.Directory{}, local.Options{})}
		r.Save.Existing.IfExists = store.Skip
		defer func() {
			if v := recover(); v == nil {
				t.Error("no panic")
			}
			r.cancel(nil)
		}()
		Run(r.ctx, r.reading, r.Config)
	})
}
