package stages

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/hoist/hoist/internal/hosts"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/sink"
	"github.com/hoist/hoist/source"
)

func openDeadLetters(t *testing.T, path string, end byte) *DeadLetters {
	t.Helper()
	d, err := OpenDeadLetters(path, end)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The list has what was given of each code that has no file, and replaces an earlier one when it is whole.
func TestDeadLetters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failed")
	if err := os.WriteFile(path, []byte("before\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	d := openDeadLetters(t, path, '\n')
	for i, status := range []outcome.Status{outcome.OK, outcome.NotFound, outcome.Error, outcome.Skipped, outcome.Unchanged, outcome.Cancelled} {
		if err := d.add(&sink.Outcome{Input: string(rune('a'+i)) + " input", Code: "other", Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	if got := text(t, path); got != "before\n" {
		t.Errorf("before the end: %q", got)
	}
	if err := d.publish(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got := text(t, path); got != "b input\nc input\nf input\n" {
		t.Errorf("got %q", got)
	}
}

// A list behind a link goes to where that leads; one that is not published leaves nothing.
func TestDeadLettersBehindALink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	given := openDeadLetters(t, link, 0)
	given.add(&sink.Outcome{Input: "a", Status: outcome.Error})
	if err := given.publish(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	dropped := openDeadLetters(t, link, 0)
	dropped.add(&sink.Outcome{Input: "b", Status: outcome.Error})
	if err := dropped.Close(); err != nil {
		t.Fatal(err)
	}
	if got := text(t, target); got != "a\x00" {
		t.Errorf("got %q", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("there is %v", entries)
	}
}

// What is too long to be a code is not listed: its beginning would be another code.
func TestDeadLettersLeaveOutWhatIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "failed")
		r := newRun(t, 0, atOnceAnswered)
		r.Jobs = source.Concat(source.List([]string{"1"}), func(yield func(source.Job, error) bool) {
			yield(source.Job{Input: "aaa…", Code: "aaa…", Err: source.ErrTooLong}, nil)
		}, func(yield func(source.Job, error) bool) {
			yield(source.Job{Input: "a\x01", Code: "a\x01", Err: source.ErrControl}, nil)
		})
		r.Dead = openDeadLetters(t, path, '\n')
		r.run(t)
		if got := text(t, path); got != "a\x01\n" {
			t.Errorf("got %q", got)
		}
	})
}

// A list that can't be written stops the run: a full disk would else lose it in silence.
func TestDeadLettersFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newWebRun(t, slices.Values([]string{"1"}), func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED })
		r.Hosts = hosts.Limits{}
		r.Dead = openDeadLetters(t, filepath.Join(t.TempDir(), "failed"), '\n')
		r.Dead.text.Reset(fullDisk{})
		r.run(t)
		if r.err == nil || r.tally.Exit != ExitFailure {
			t.Errorf("%v, exit %d", r.err, r.tally.Exit)
		}
	})
}

// A fullDisk has no room for what is written.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
