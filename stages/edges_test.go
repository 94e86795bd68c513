package stages

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/hoist/hoist/internal/existing"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store"
	"github.com/hoist/hoist/internal/store/local"
	"github.com/hoist/hoist/internal/storetest"
	"github.com/hoist/hoist/source"
)

// lookedAt returns the request for the file x after look. According to the log of the earlier run,
// x has 7 bytes.
func lookedAt(t *testing.T, directory string, reading context.Context, policy existing.Policy) Request {
	t.Helper()
	d, err := local.OpenDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	policy.History = earlierRun{"x": recordOf("7 bytes")}
	l := &existing.Looker{Policy: policy, Store: local.New(d, local.Options{}), Reading: reading}
	r, err := look(t.Context(), l, Request{Job: source.Job{Code: "x"}, Name: "x"})
	if err != nil {
		t.Error(err)
	}
	return r
}

// If a name is not a regular file, an earlier run did not save it, whatever its size.
func TestLookAtALinkThatLeadsNowhere(t *testing.T) {
	directory := t.TempDir()
	if err := os.Symlink("nowhere", filepath.Join(directory, "x")); err != nil { // its size is 7 bytes
		t.Skip(err)
	}
	if r := lookedAt(t, directory, t.Context(), existing.Policy{}); r.Err != nil || r.Cached != nil {
		t.Errorf("%v, %v", r.Err, r.Cached)
	}
	if r := lookedAt(t, directory, t.Context(), existing.Policy{IfExists: store.Skip}); r.Err == nil ||
		outcome.AsFailure(r.Err).Kind != outcome.Storage {
		t.Errorf("to be left: %v", r.Err)
	}
}

// After the first signal look checks no further files and stops hashing. The jobs are cancelled
// later, since they are not in flight.
func TestLookEndsWithTheRun(t *testing.T) {
	directory := t.TempDir()
	if err := os.WriteFile(filepath.Join(directory, "x"), []byte("7 bytes"), 0o666); err != nil {
		t.Fatal(err)
	}
	if r := lookedAt(t, directory, t.Context(), existing.Policy{Verify: true}); r.Err == nil ||
		outcome.AsFailure(r.Err).Status != outcome.Skipped {
		t.Errorf("before: %v", r.Err)
	}
	reading, stop := context.WithCancelCause(t.Context())
	stop(&Stop{"SIGINT", 130})
	if r := lookedAt(t, directory, reading, existing.Policy{}); r.Err != nil {
		t.Errorf("after the stop: %v", r.Err)
	}
}

// A sealed is a directory whose files have a size but can't be read.
type sealed struct{ local.Directory }

func (sealed) Open(context.Context, string) (fs.File, error) { return nil, fs.ErrPermission }

// With --verify, a file that can't be read is fetched again.
func TestVerifyWhatCannotBeRead(t *testing.T) {
	directory := &storetest.Directory{Files: map[string]string{"x": "7 bytes"}}
	l := &existing.Looker{
		Store: local.New(sealed{directory}, local.Options{}), Reading: t.Context(),
		Policy: existing.Policy{Verify: true, History: earlierRun{"x": recordOf("7 bytes")}},
	}
	r, err := look(t.Context(), l, Request{Job: source.Job{Code: "x"}, Name: "x"})
	if r.Err != nil || err != nil || r.Cached != nil {
		t.Errorf("%v, %v, %v", r.Err, err, r.Cached)
	}
}
