package stages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
)

// If the sync of a file failed, the next run fetches the file again, with --resume and without.
// Then all files are complete.
func TestFailedSyncThenNextRun(t *testing.T) {
	eachSetting(t, []bool{true}, []int{1, 64}, func(s setting) {
		for _, op := range []string{"Sync", "SyncDir"} {
			for _, resume := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %v, resume %v", op, s, resume), func(t *testing.T) {
					t.Parallel()
					for k, failed := 1, true; failed && !t.Failed(); k++ {
						synctest.Test(t, func(t *testing.T) { failed = failSync(t, s, op, k, resume) })
					}
				})
			}
		}
	})
}

// failSync makes a run in which the k-th call of op fails, and then a second run. It reports
// whether there was a k-th call.
func failSync(t *testing.T, s setting, op string, k int, resume bool) bool {
	directory, log := disktest.MemoryDir(t), filepath.Join(disktest.MemoryDir(t), "log")
	bodies := []body{
		{code: "a", text: "text of a"}, {code: "old", text: "new text"}, {code: "b", text: "text of b"}, {code: "empty"},
		{code: "large", text: strings.Repeat("0123456789", 2*largeSize/10)}, {code: "late", text: "later", delay: time.Second},
	}
	s.seed(t, directory, "old", "old text") // of the same size as the new text
	d := &syncFailure{op: op, k: k}
	r := newSpiedRun(t, directory, s, bodies, d.around)
	r.Report.Header = logline.Header{URL: "http://h/{code}", Out: directory, Name: s.template}
	lines := r.run(t)
	if d.calls < k {
		return false
	}
	if r.tally.Exit != ExitFailure || count(lines)["error storage"] == 0 {
		t.Errorf("call %d: exit %d, %v", k, r.tally.Exit, count(lines))
	}

	again := newNextRun(t, s, directory, bodies)
	if resume {
		if err := os.WriteFile(log, []byte(r.log.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		earlier, err := journal.Open(log, r.Report.Header, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer earlier.Close()
		again.Save.Existing.History = earlier
	}
	results := map[string]string{}
	for _, l := range only(again.run(t), "result") {
		results[l.Code] = l.Outcome
	}
	for _, l := range lines {
		want := "ok"
		if resume && l.Outcome == "ok" {
			want = "skipped"
		}
		if results[l.Code] != want {
			t.Errorf("call %d: %s was %s %s, and is %s", k, l.Code, l.Outcome, l.Kind, results[l.Code])
		}
	}
	found := files(t, directory)
	for _, b := range bodies {
		if text := found[s.path(t, b.code)]; text != b.text || again.tally.Exit != ExitOK {
			t.Errorf("call %d: %s has %d bytes, exit %d", k, b.code, len(text), again.tally.Exit)
		}
	}
	if len(found) != len(bodies) {
		t.Errorf("call %d: %d files for %d codes", k, len(found), len(bodies))
	}
	return true
}

// A syncFailure is a disk on which the k-th call of op fails. It loses the data of that call, as
// the system drops pages that it could not write.
type syncFailure struct {
	op    string
	k     int
	mu    sync.Mutex
	calls int
	sizes map[*disktest.SpiedFile]int64
}

func (d *syncFailure) around(c *disktest.Call, do func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c.Op == "WriteAt" {
		if d.sizes == nil {
			d.sizes = map[*disktest.SpiedFile]int64{}
		}
		d.sizes[c.File] = max(d.sizes[c.File], c.At+int64(len(c.Data)))
	}
	if c.Op != d.op {
		return do()
	}
	if d.calls++; d.calls != d.k {
		return do()
	}
	if c.File != nil && d.sizes[c.File] > 0 {
		if _, err := c.File.File.WriteAt(make([]byte, d.sizes[c.File]), 0); err != nil {
			return err
		}
	}
	return syscall.EIO
}
