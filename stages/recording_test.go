package stages

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/sink"
)

// An event is a call, or a write of lines to the log.
type event struct {
	disktest.Call
	made  []string    // directories that Mkdir created
	mode  fs.FileMode // mode of the file after the call
	lines []line
	log   string // text written to the log
}

// A recording is the sequence of all calls and log writes of a run.
type recording struct {
	t           *testing.T
	ignored     func(c *disktest.Call) bool // calls that the disk reports as done but ignores; nil for none
	mu          sync.Mutex
	events      []event
	directories map[string]bool // existing directories
	header      logline.Header
}

// syncTakes is the duration of a sync in the time of the bubble. More files arrive meanwhile and
// form a group.
const syncTakes = 10 * time.Millisecond

func (r *recording) around(c *disktest.Call, do func() error) error {
	if c.Op == "Sync" || c.Op == "SyncDir" {
		time.Sleep(syncTakes)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := do(); err != nil {
		return err
	}
	if r.ignored != nil && r.ignored(c) {
		return nil
	}
	e := event{Call: *c}
	e.Data = bytes.Clone(c.Data)
	if c.Op == "Mkdir" {
		e.made = r.missing(c.Name)
	}
	if c.Op == "Sync" || c.Op == "Inherit" || c.Op == "Chmod" {
		var err error
		if e.mode, err = disk.ModeOf(c.File.File); err != nil {
			return err
		}
	}
	r.events = append(r.events, e)
	return nil
}

// missing returns name and the directories above it that do not exist yet, and records them as
// existing.
func (r *recording) missing(name string) (directories []string) {
	for ; name != "." && !r.directories[name]; name = path.Dir(name) {
		r.directories[name] = true
		directories = append(directories, name)
	}
	return directories
}

// Write records the result lines of a write to the log.
func (r *recording) Write(p []byte) (int, error) {
	lines := only(parse(r.t, string(p)), "result")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event{lines: lines, log: string(p)})
	return len(p), nil
}

// record records a run over bodies in a directory. The files of seeds are there from an earlier
// run.
func record(t *testing.T, s setting, bodies []body, seeds map[string]string, ignored func(c *disktest.Call) bool) *recording {
	directory := disktest.MemoryDir(t)
	rec := &recording{t: t, ignored: ignored, directories: map[string]bool{}}
	rec.header = logline.Header{URL: "http://h/{code}", Out: directory, Name: s.template}
	for code, text := range seeds {
		if err := os.Chmod(s.seed(t, directory, code, text), 0o600); err != nil {
			t.Fatal(err)
		}
		rec.missing(path.Dir(s.path(t, code)))
	}
	r := newSpiedRun(t, directory, s, bodies, rec.around)
	r.Fetch.Workers = len(bodies)
	r.Report.Sink, r.Report.Header = &sink.Sink{Log: sink.Unsynced(rec)}, rec.header
	tally, err := r.start()
	r.cancel(nil)
	if err != nil || tally.Counts[outcome.OK] != uint64(len(bodies)) {
		t.Fatalf("%v, %+v", err, tally)
	}
	return rec
}

// largestGroup returns the largest number of files that got their names between two syncs of the
// destination.
func (r *recording) largestGroup() int {
	most, now := 0, 0
	for _, e := range r.events {
		switch {
		case e.Op == "SyncDir" && e.Name == ".":
			now = 0
		case e.Op == "Link" && !isTemporary(e.Name), e.Op == "Rename":
			now++
		}
		most = max(most, now)
	}
	return most
}
