package stages

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/source"
)

// After a power cut at any moment, each file whose line said ok is there and whole, and no file is
// partial.
func TestPowerLoss(t *testing.T) {
	var cuts, states atomic.Int64
	t.Run("all", func(t *testing.T) {
		eachSetting(t, []bool{true}, []int{1, 3, 64}, func(s setting) {
			t.Run(s.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					for _, earlier := range []bool{true, false} {
						p := newPowerCut(t, s, earlier, nil)
						if got := p.largestGroup(); got > s.group || s.group > 1 && got < 3 {
							t.Errorf("groups of up to %d files", got)
						}
						for _, broken := range p.check() {
							t.Error(broken)
						}
						cuts.Add(int64(p.cuts))
						states.Add(int64(p.states))
					}
				})
			})
		})
	})
	t.Logf("%d cuts, %d states", cuts.Load(), states.Load())
}

// If a disk reports a sync but does nothing, the check of TestPowerLoss finds a broken promise.
func TestPowerLossIsNoticed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		nested  bool // only with a template of nested directories
		ignored func(c *disktest.Call) bool
		broken  string // part of an expected message
	}{
		{"files are not synced", false, func(c *disktest.Call) bool { return c.Op == "Sync" }, "is in part"},
		{"directories are not synced", false, func(c *disktest.Call) bool { return c.Op == "SyncDir" }, "was ok, and is gone"},
		{"the destination is not synced", true, syncOf("."), "was ok, and is gone"},
		{"a directory above is not synced", true, syncOf("files"), "was ok, and is gone"},
		{"one directory is not synced", true, syncOf("files/00"), "was ok, and is gone"},
	} {
		eachSetting(t, []bool{true}, []int{1, 64}, func(s setting) {
			if tt.nested && !strings.Contains(s.template, "/") {
				return
			}
			t.Run(fmt.Sprintf("%s, %v", tt.name, s), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					broken := newPowerCut(t, s, false, tt.ignored).check()
					if !slices.ContainsFunc(broken, func(text string) bool { return strings.Contains(text, tt.broken) }) {
						t.Errorf("not noticed; broken: %v", broken)
					}
				})
			})
		})
	}
}

// The check also finds a disk that keeps the new content of a private file but loses its mode.
func TestLossOfAccessRightsIsNoticed(t *testing.T) {
	eachSetting(t, []bool{true}, []int{64}, func(s setting) {
		if !s.unnamed {
			return // such files are private from the beginning
		}
		synctest.Test(t, func(t *testing.T) {
			broken := newPowerCut(t, s, true, againOf("Sync")).check()
			if !slices.ContainsFunc(broken, func(text string) bool { return strings.Contains(text, "was private") }) {
				t.Errorf("%v: not noticed; broken: %v", s, broken)
			}
		})
	})
}

// againOf matches each call of op for a file but the first.
func againOf(op string) func(c *disktest.Call) bool {
	before := map[*disktest.SpiedFile]bool{}
	return func(c *disktest.Call) bool {
		again := c.Op == op && before[c.File]
		if c.Op == op {
			before[c.File] = true
		}
		return again
	}
}

func syncOf(directory string) func(c *disktest.Call) bool {
	return func(c *disktest.Call) bool { return c.Op == "SyncDir" && c.Name == directory }
}

// Without durability there is no sync.
func TestNotDurableSyncsNothing(t *testing.T) {
	eachSetting(t, []bool{false}, []int{64}, func(s setting) {
		synctest.Test(t, func(t *testing.T) {
			for _, e := range newPowerCut(t, s, true, nil).events {
				if e.Op == "Sync" || e.Op == "SyncDir" {
					t.Errorf("%v: %v", s, &e.Call)
				}
			}
		})
	})
}

// A powerCut checks the state after a power cut at every moment of a recorded run.
type powerCut struct {
	*recording
	setting
	bodies []body
	files  map[string]string          // code by path
	texts  map[string]map[string]bool // allowed content by code
	ok     map[string]map[string]bool // allowed content of a code whose line said ok
	seeds  map[string]string          // content from an earlier run, by code
	random *rand.Rand
	cuts   int
	states int
	broken []string // broken promises
}

// newPowerCut records a run of 14 jobs with small and large bodies. Two jobs have the same code. If
// earlier is set, two jobs replace files of an earlier run.
func newPowerCut(t *testing.T, s setting, earlier bool, ignored func(c *disktest.Call) bool) *powerCut {
	t.Helper()
	codes := crowded(13)
	var bodies []body
	for i, code := range codes {
		text := strings.Repeat("text of "+code+". ", i+1)
		switch i {
		case 4:
			text = ""
		case 5, 6:
			text = strings.Repeat(text, largeSize/len(text)+100*(i-5)+1)
		}
		bodies = append(bodies, body{code: code, text: text, delay: time.Duration(i%5) * syncTakes})
	}
	bodies = append(bodies, body{code: codes[2], text: "the second one of " + codes[2], delay: 4 * syncTakes})
	p := &powerCut{
		setting: s, bodies: bodies, random: rand.New(rand.NewPCG(1, 2)),
		files: map[string]string{}, texts: map[string]map[string]bool{}, ok: map[string]map[string]bool{},
		seeds: map[string]string{},
	}
	if earlier {
		p.seeds[codes[0]], p.seeds[codes[9]] = "old text of "+codes[0], "old text of "+codes[9]
	}
	for _, b := range bodies {
		p.files[s.path(t, b.code)] = b.code
		p.ok[b.code] = add(p.ok[b.code], b.text)
		p.texts[b.code] = add(p.texts[b.code], b.text)
	}
	for code, text := range p.seeds {
		p.texts[code][text] = true
	}
	p.recording = record(t, s, bodies, p.seeds, ignored)
	return p
}

// crowded returns n codes, several of which share a directory.
func crowded(n int) (codes []string) {
	for i := 1; len(codes) < n; i++ {
		code := fmt.Sprint(i)
		if shard, _ := (source.Job{Code: code}).Var("shard"); shard < "04" {
			codes = append(codes, code)
		}
	}
	return codes
}

// check returns the promises that a power cut breaks.
func (p *powerCut) check() []string {
	disk := newPlatter()
	for path, code := range p.files {
		if text, seeded := p.seeds[code]; seeded {
			disk.seed(path, text)
		}
	}
	said := map[string]bool{} // codes whose lines said ok
	p.cut(disk, said, "the beginning")
	for i, e := range p.events {
		disk.take(e)
		for _, l := range e.lines {
			said[l.Code] = said[l.Code] || l.Outcome == "ok"
		}
		p.cut(disk, said, fmt.Sprintf("event %d, %v", i, &e.Call))
	}
	return p.broken
}

// cut checks the possible states after one moment.
func (p *powerCut) cut(disk *platter, said map[string]bool, moment string) {
	p.cuts++
	disk.cut(p.random, 12, func(left names) {
		for _, lose := range losses {
			p.states++
			for _, broken := range p.look(disk, left, lose, said) {
				p.broken = append(p.broken, "after "+moment+": "+broken)
			}
		}
	})
}

// look returns the broken promises of one state. Temporary files may be left with any content,
// since the next run removes them.
func (p *powerCut) look(disk *platter, left names, lose loss, said map[string]bool) (broken []string) {
	for path, code := range p.files {
		file := left[path]
		there := file != nil && left.reached(path)
		var text string
		if there {
			text = disk.text(file, lose)
		}
		switch {
		case there && p.seeds[code] != "" && disk.modes[file]&0o077 != 0:
			broken = append(broken, path+" was private, and may not be any more")
		case there && !p.texts[code][text]:
			broken = append(broken, path+" is in part")
		case there && said[code] && !p.ok[code][text]:
			broken = append(broken, path+" was ok, and is what it was before")
		case !there && said[code]:
			broken = append(broken, path+" was ok, and is gone")
		case !there && p.seeds[code] != "":
			broken = append(broken, path+" was there before, and is gone")
		}
	}
	for path, file := range left {
		if file != nil && p.files[path] == "" && !isTemporary(path) {
			broken = append(broken, path+" is nobody's")
		}
	}
	return broken
}
