package command

import (
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// durable TRACE LOG [LIST] checks that a run synced its files before it promised them. TRACE is
// strace's trace of the run. LIST is a list that gets its name at the end of the run. The calls of
// fsync(2) must be in order: a file's data before its name, its name before its `ok` line, all
// lines before the tally.
func durable(ts *testscript.TestScript, neg bool, args []string) {
	dir, err := filepath.EvalSymlinks(ts.MkAbs("."))
	ts.Check(err)
	d := &durability{dir: dir, calls: parseTrace(ts.ReadFile(args[0])), log: filepath.Join(dir, args[1])}
	d.check()
	if len(args) > 2 {
		d.checkList(filepath.Join(dir, args[2]))
	}
	if neg == (len(d.broken) == 0) {
		ts.Fatalf("%s", strings.Join(d.broken, "\n"))
	}
}

// A durability checks the promises of a run against its trace. All paths are absolute.
type durability struct {
	dir    string // of the run; directories above it are not checked
	calls  []*traced
	log    string
	broken []string
}

func (d *durability) breaks(format string, args ...any) {
	d.broken = append(d.broken, fmt.Sprintf(format, args...))
}

// named yields the calls that gave a file a name, and the name.
func (d *durability) named() iter.Seq2[*traced, string] {
	return func(yield func(*traced, string) bool) {
		for _, c := range d.calls {
			var path string
			switch c.name {
			case "linkat", "renameat", "renameat2":
				path = c.path(d.dir, 2)
			case "mkdirat":
				path = c.path(d.dir, 0)
			case "openat":
				if strings.Contains(c.args, "O_CREAT") {
					path = c.path(d.dir, 0)
				}
			}
			if path != "" && !c.failed() && !yield(c, path) {
				return
			}
		}
	}
}

// lastNamed returns the last call before another call that gave path its name. If no call did, it
// returns nil.
func (d *durability) lastNamed(path string, before *traced) (last *traced) {
	for c, name := range d.named() {
		if name == path && c.end < before.begin {
			last = c
		}
	}
	return last
}

// synced reports whether a file or directory was synced after one call and before another. If the
// first call is nil, the search starts at the beginning.
func (d *durability) synced(path string, after, before *traced) bool {
	return slices.ContainsFunc(d.calls, func(c *traced) bool {
		return (c.name == "fsync" || c.name == "fdatasync") && c.file() == path && !c.failed() &&
			(after == nil || after.end < c.begin) && c.end < before.begin
	})
}

// last returns the last call that match accepts and that began before another call. If there is
// none, it returns nil.
func (d *durability) last(before *traced, match func(c *traced) bool) (last *traced) {
	for _, c := range d.calls {
		if c.begin < before.begin && !c.failed() && match(c) {
			last = c
		}
	}
	return last
}

// checkData checks that a file's data was synced before the file got its final name.
func (d *durability) checkData(naming *traced, path string) {
	file := naming.file()
	if naming.name != "linkat" {
		from := naming.path(d.dir, 0)
		file = from
		if link := d.lastNamed(from, naming); link != nil && link.name == "linkat" {
			file = link.file()
		}
	}
	if strings.HasPrefix(naming.arg(1), `"/proc/`) {
		d.breaks("%v: linked by /proc, which this check does not follow", naming)
	}
	opened := d.last(naming, func(c *traced) bool { return c.name == "openat" && descriptor(c.result) == file })
	written := d.last(naming, func(c *traced) bool { return strings.HasPrefix(c.name, "pwrite") && c.file() == file })
	if opened == nil {
		d.breaks("%v: no call opened %s", naming, file)
		return
	}
	if written == nil || written.end < opened.begin {
		written = opened // it is empty
	}
	if !d.synced(file, written, naming) {
		d.breaks("%s has its name before its data is sure: %v", path, naming)
	}
}

// checkName checks that the names in a path were synced before a call: each name that the run gave,
// and in any case the names of the directories above, since an earlier, killed run may have given
// them.
func (d *durability) checkName(path string, before *traced) {
	for ; path != d.dir; path = filepath.Dir(path) {
		if len(path) <= len(d.dir) {
			d.breaks("%s is not in %s", path, d.dir)
			return
		}
		if !d.synced(filepath.Dir(path), d.lastNamed(path, before), before) {
			d.breaks("the name %s is not sure before %v", path, before)
		}
	}
}

// check checks the data and name of each file, and the log.
func (d *durability) check() {
	oks, lines := 0, []*traced{}
	for _, c := range d.calls {
		if c.name != "write" || c.file() != d.log {
			continue
		}
		lines = append(lines, c)
		for text := range strings.Lines(c.text()) {
			var l struct{ Event, Outcome, Path string }
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				d.breaks("%v: %v", c, err)
			}
			switch {
			case l.Event == "tally":
				d.checkLog(lines, c)
			case l.Outcome == "ok":
				oks++
				d.checkFile(filepath.Join(d.dir, l.Path), c)
			}
		}
	}
	if oks == 0 {
		d.breaks("no line has the outcome ok")
	}
}

// checkFile checks a file that has an `ok` line.
func (d *durability) checkFile(path string, line *traced) {
	naming := d.lastNamed(path, line)
	if naming == nil {
		d.breaks("%s is ok, and has no name yet: %v", path, line)
		return
	}
	d.checkData(naming, path)
	d.checkName(path, line)
}

// checkLog checks that all lines before the tally were sure before it, and the log's path. The
// tally is written alone.
func (d *durability) checkLog(lines []*traced, tally *traced) {
	if len(lines) < 2 || strings.Count(tally.text(), "\n") != 1 {
		d.breaks("the tally was not written alone: %v", tally)
		return
	}
	if !d.synced(d.log, lines[len(lines)-2], tally) {
		d.breaks("the lines of the log are not sure before %v", tally)
	}
	d.checkName(d.log, tally)
}

// checkList checks a list, which is sure before the tally too.
func (d *durability) checkList(path string) {
	tally := d.last(&traced{begin: math.MaxInt}, func(c *traced) bool { return c.name == "write" && c.file() == d.log })
	naming := d.lastNamed(path, tally)
	if naming == nil {
		d.breaks("%s has no name before %v", path, tally)
		return
	}
	d.checkData(naming, path)
	if !d.synced(filepath.Dir(path), naming, tally) {
		d.breaks("the name %s is not sure before %v", path, tally)
	}
}

// canTrace reports whether strace(1) is installed and may trace a process. Some containers forbid
// tracing.
func canTrace() bool { return exec.Command("strace", "-f", "-o", os.DevNull, "true").Run() == nil }
