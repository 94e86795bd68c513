package stages

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/store/local"
)

// After a power cut, the same command with --resume makes the same files as an undisturbed run. A
// code whose line survived is not fetched again.
func TestPowerLossThenResume(t *testing.T) {
	var runs atomic.Int64
	t.Run("all", func(t *testing.T) {
		eachSetting(t, []bool{true}, []int{1, 64}, func(s setting) {
			t.Run(s.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					p := newPowerCut(t, s, true, nil)
					r := &resumption{powerCut: p, log: filepath.Join(disktest.MemoryDir(t), "log")}
					r.resumeEach(t)
					runs.Add(int64(r.runs))
				})
			})
		})
	})
	t.Logf("%d runs", runs.Load())
}

// A resumed run relies on the lines of the log. If the disk has not synced the data that a line
// promises, the check finds a broken promise.
func TestPowerLossThenResumeIsNoticed(t *testing.T) {
	eachSetting(t, []bool{true}, []int{64}, func(s setting) {
		synctest.Test(t, func(t *testing.T) {
			noSync := func(c *disktest.Call) bool { return c.Op == "Sync" }
			r := &resumption{powerCut: newPowerCut(t, s, false, noSync), log: filepath.Join(disktest.MemoryDir(t), "log")}
			r.resumeEach(t)
			if len(r.wrong) == 0 {
				t.Errorf("%v: not noticed", s)
			}
		})
	})
}

// A resumption resumes a recorded run after power cuts.
type resumption struct {
	*powerCut
	log   string // path
	runs  int
	wrong []string // errors of the result
}

// resumeEach cuts the power after a third of the events and resumes from some of the possible
// states. It stops at the first wrong result.
func (r *resumption) resumeEach(t *testing.T) {
	disk := newPlatter()
	for path, code := range r.files {
		if text, seeded := r.seeds[code]; seeded {
			disk.seed(path, text)
		}
	}
	var log []string // writes so far
	for i, e := range r.events {
		if len(r.wrong) > 0 {
			return
		}
		disk.take(e)
		if e.log != "" {
			log = append(log, e.log)
		}
		if r.random.IntN(3) > 0 {
			continue // a run takes milliseconds
		}
		disk.cut(r.random, 1, func(left names) {
			lose := losses[r.random.IntN(len(losses))]
			r.restore(t, disk, left, lose)
			kept := r.restoreLog(t, log)
			if r.resume(t, kept); len(r.wrong) > 0 && r.ignored == nil {
				t.Errorf("after event %d, %v, with the lines %q: %v", i, &e.Call, kept, r.wrong)
			}
		})
	}
}

// restore makes the destination contain what survived a power cut.
func (r *resumption) restore(t *testing.T, disk *platter, left names, lose loss) {
	directory := r.header.Out
	if err := os.RemoveAll(directory); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(directory, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(left)) { // a directory precedes its files
		path := filepath.Join(directory, filepath.FromSlash(name))
		var err error
		switch file := left[name]; {
		case !left.reached(name):
		case file == nil:
			err = os.MkdirAll(path, 0o777)
		default:
			err = os.WriteFile(path, []byte(disk.text(file, lose)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// restoreLog writes the log as it may survive a power cut: whole, without its end, with a torn
// line, or with NULs in place of the end. It returns the whole lines.
func (r *resumption) restoreLog(t *testing.T, writes []string) (whole string) {
	text := strings.Join(writes, "")
	tail := ""
	switch n := r.random.IntN(len(text) + 1); r.random.IntN(4) {
	case 0:
		text = text[:n]
	case 1:
		text, tail = text[:n], strings.Repeat("\x00", len(text)-n)
	case 2:
		text = ""
	}
	if err := os.WriteFile(r.log, []byte(text+tail), 0o666); err != nil {
		t.Fatal(err)
	}
	return text[:strings.LastIndexByte(text, '\n')+1]
}

// resume makes the second run and records its errors.
func (r *resumption) resume(t *testing.T, kept string) {
	r.runs++
	earlier, err := journal.Open(r.log, r.header, journal.Options{})
	if err != nil {
		r.wrong = append(r.wrong, err.Error())
		return
	}
	defer earlier.Close()
	again := newNextRun(t, r.setting, r.header.Out, r.bodies)
	again.Save.Existing.History = earlier
	lines := only(again.run(t), "result")
	if again.err != nil || again.tally.Exit != ExitOK {
		r.wrong = append(r.wrong, fmt.Sprintf("%v, exit %d", again.err, again.tally.Exit))
	}
	saved := map[string]bool{}
	for _, l := range only(parse(t, kept), "result") {
		saved[l.Code] = l.Outcome == "ok"
	}
	for _, l := range lines {
		if twice := r.bodies[2].code; saved[l.Code] && l.Outcome != "skipped" && l.Code != twice {
			r.wrong = append(r.wrong, l.Code+" was saved and is fetched again")
		}
	}
	r.checkTree(t)
}

// newNextRun returns a run into the directory of an earlier run.
func newNextRun(t *testing.T, s setting, directory string, bodies []body) *testRun {
	r := newRun(t, 0, newBodyServer(bodies).answer)
	r.Source.Planner, r.Source.Jobs = newPlan(t, "http://h/{code}", s.template), jobsFor(bodies)
	dir, err := local.OpenDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	r.directory, r.group = dir, s.group
	return r
}

// checkTree records the files that an undisturbed run would not have made.
func (r *resumption) checkTree(t *testing.T) {
	found := files(t, r.header.Out)
	for path, code := range r.files {
		text, there := found[path]
		delete(found, path)
		if !there || !r.ok[code][text] {
			r.wrong = append(r.wrong, fmt.Sprintf("%s: there %v, %d bytes", path, there, len(text)))
		}
	}
	for path := range found {
		r.wrong = append(r.wrong, path+" is left")
	}
}
