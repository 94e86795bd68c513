package stages

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/internal/disk/disktest"
)

// Any one call of the file system may fail, in any way. Every ok line is true, the destination has
// no other files, no file is left open, and the run ends with the right status.
func TestTorture(t *testing.T) {
	torture(t, false)
}

// From one call on, all calls fail, as if the disk were gone. Every ok line is still true.
func TestTortureDiskGone(t *testing.T) {
	torture(t, true)
}

func torture(t *testing.T, gone bool) {
	errnos := []syscall.Errno{syscall.ENOSPC, syscall.EIO, syscall.EROFS, syscall.EMFILE}
	if gone {
		errnos = errnos[:3] // without EMFILE, for which hoist waits: see TestRunDescriptorsHopeless
	}
	step := 1
	if testing.Short() {
		step = 7
	}
	var runs atomic.Int32
	t.Run("all", func(t *testing.T) {
		eachSetting(t, []bool{true, false}, []int{64}, func(s setting) {
			for _, errno := range errnos {
				t.Run(fmt.Sprintf("%v, %v", s, errno), func(t *testing.T) {
					t.Parallel()
					for k := 1; !t.Failed(); k += step {
						b := &breaker{k: k, errno: errno, gone: gone}
						synctest.Test(t, func(t *testing.T) { b.torture(t, s) })
						runs.Add(1)
						if b.calls < k {
							break
						}
					}
				})
			}
		})
	})
	t.Logf("%d runs", runs.Load())
}

// A breaker makes the k-th call of a disk and its files fail.
type breaker struct {
	k     int
	errno syscall.Errno
	gone  bool // all later calls fail too

	mu      sync.Mutex
	calls   int // number of calls that can fail with errno
	first   string
	open    int             // number of open files
	synced  map[string]bool // set after a failed sync of the directory
	flushed map[*disktest.SpiedFile]bool
	wrong   []string // calls that hoist should not have made
}

// opens are the calls that need a file descriptor. Only these can fail with EMFILE.
var opens = map[string]bool{
	"Unnamed": true, "Create": true, "Link": true, "Lstat": true, "Inherit": true, "Rename": true, "Mkdir": true,
	"SyncDir": true, "CloseLocked": true,
}

// around makes the call unless it is to fail. A failed call has no effect, with two exceptions: a
// write may write half of its bytes, and Close closes the file in any case (close(2)).
func (b *breaker) around(c *disktest.Call, do func() error) error {
	if !b.fails(c) {
		return b.made(c, do())
	}
	switch {
	case c.Op == "WriteAt" && b.k%2 == 0:
		c.Data = c.Data[:len(c.Data)/2]
		return errors.Join(b.errno, do())
	case c.Op == "Close", c.Op == "CloseLocked" && b.errno != syscall.EMFILE:
		return errors.Join(b.errno, b.made(c, do()))
	}
	return b.errno
}

// fails counts the call and reports whether it is to fail.
func (b *breaker) fails(c *disktest.Call) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c.Op == "Sync" && b.flushed[c.File] || c.Op == "SyncDir" && b.synced[c.Name] {
		b.wrong = append(b.wrong, c.String()+" again, after it failed")
	}
	if c.Op == "release" || b.errno == syscall.EMFILE && !opens[c.Op] {
		return false
	}
	b.calls++
	if b.calls < b.k || b.calls > b.k && !b.gone {
		return false
	}
	if b.calls == b.k {
		b.first = c.String()
	}
	switch {
	case c.Op == "Sync":
		b.flushed = add(b.flushed, c.File)
	case c.Op == "SyncDir" && b.errno != syscall.EMFILE: // without a descriptor nothing was synced
		b.synced = add(b.synced, c.Name)
	}
	return true
}

func add[K comparable](set map[K]bool, key K) map[K]bool {
	if set == nil {
		set = map[K]bool{}
	}
	set[key] = true
	return set
}

// made updates the number of open files.
func (b *breaker) made(c *disktest.Call, err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case errors.Is(err, os.ErrClosed):
		b.wrong = append(b.wrong, c.String()+" of a closed file")
	case err != nil:
	case c.Op == "Unnamed", c.Op == "Create":
		b.open++
	case c.Op == "Close", c.Op == "release":
		b.open--
	}
	return err
}

// torture makes one run in a new directory and checks its result.
func (b *breaker) torture(t *testing.T, s setting) {
	directory := filepath.Join(disktest.MemoryDir(t), "out")
	old := s.seed(t, directory, "old", "from an earlier run")
	if err := os.Chmod(old, 0o600); err != nil {
		t.Fatal(err)
	}
	bodies := tortured(s, b.k)
	r := newSpiedRun(t, directory, s, bodies, b.around)
	lines := r.run(t)
	for _, wrong := range b.wrong {
		t.Error(wrong)
	}
	if b.open != 0 {
		t.Errorf("%d files left open", b.open)
	}
	b.checkEnd(t, r, lines)
	b.checkFiles(t, s, bodies, lines, files(t, directory))
	if info, err := os.Stat(old); err == nil && info.Mode()&0o077 != 0 {
		t.Errorf("a private file was replaced by one of mode %v", info.Mode())
	}
	if t.Failed() {
		t.Errorf("call %d of %d failed: %s; run: %v; lines: %s", b.k, b.calls, b.first, r.err, r.log.String())
	}
}

// tortured returns the jobs of a run.
//
// Without groups, three workers name files at the same time, so the order of two jobs of one code
// is random. The second is delayed there.
func tortured(s setting, k int) []body {
	var later time.Duration
	if !s.durable || k%2 == 0 {
		later = time.Second
	}
	return []body{
		{code: "a", text: "small"},
		{code: "old", text: "new"},
		{code: "twice", text: "the first"},
		{code: "twice", text: "the second one", delay: later},
		{code: "large", text: strings.Repeat("0123456789", 2*largeSize/10+1000)},
		{code: "missing", missing: true},
		{code: "empty"},
		{code: "b", text: "small too"},
	}
}

// checkEnd checks the error and the exit status of the run. If no call failed, or one call failed
// with EMFILE, the run must succeed.
func (b *breaker) checkEnd(t *testing.T, r *spiedRun, lines []line) {
	if b.calls >= b.k && b.errno != syscall.EMFILE {
		if !errors.Is(r.err, b.errno) || r.tally.Exit != ExitFailure {
			t.Errorf("error %v, exit %d", r.err, r.tally.Exit)
		}
		return
	}
	if got := count(lines); r.err != nil || r.tally.Exit != ExitIncomplete || got["ok"] != 7 || got["not_found"] != 1 {
		t.Errorf("%v, error %v, exit %d", got, r.err, r.tally.Exit)
	}
}

// checkFiles checks that the files in the destination match the lines.
func (b *breaker) checkFiles(t *testing.T, s setting, bodies []body, lines []line, found map[string]string) {
	for _, code := range []string{"a", "old", "twice", "large", "missing", "empty", "b"} {
		name := s.path(t, code)
		text, there := found[name]
		delete(found, name)
		if what := version(text, there); !b.may(t, bodies, lines, code)[what] {
			t.Errorf("%s is %s, %d bytes", name, what, len(text))
		}
	}
	if b.gone { // the next run removes them
		maps.DeleteFunc(found, func(name, _ string) bool { return isTemporary(name) })
	}
	for name := range found {
		t.Errorf("left in the destination: %s", name)
	}
}

// version returns a string that identifies a text.
func version(text string, there bool) string {
	if !there {
		return "nothing"
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
}

// may returns the versions of the file of a code that its lines allow.
func (b *breaker) may(t *testing.T, bodies []body, lines []line, code string) map[string]bool {
	may := map[string]bool{version("", false): true}
	if code == "old" {
		may = map[string]bool{version("from an earlier run", true): true}
	}
	for _, l := range lines {
		switch {
		case l.Code != code:
		case l.Outcome == "ok":
			checkOK(t, bodies, l)
			may = map[string]bool{l.SHA256: true}
		case l.Outcome == "error" && l.Kind == "storage":
			may[version("", false)] = true
			if b.gone { // the file has its name, and could not be removed
				maps.Copy(may, versions(bodies, code))
			}
		case l.Outcome == "cancelled", l.Outcome == "not_found" && code == "missing":
		default:
			t.Errorf("line %+v", l)
		}
	}
	return may
}

// checkOK checks that an ok line describes a body that was served.
func checkOK(t *testing.T, bodies []body, l line) {
	if !slices.ContainsFunc(bodies, func(b body) bool {
		return b.code == l.Code && !b.missing && version(b.text, true) == l.SHA256 && int64(len(b.text)) == l.Bytes
	}) {
		t.Errorf("no such body was served: %+v", l)
	}
	if path.Base(filepath.ToSlash(l.Path)) != l.Code {
		t.Errorf("%s is said to be in %s", l.Code, l.Path)
	}
}

// versions returns all versions that were served for a code.
func versions(bodies []body, code string) map[string]bool {
	all := map[string]bool{}
	for _, b := range bodies {
		if b.code == code && !b.missing {
			all[version(b.text, true)] = true
		}
	}
	return all
}

// files returns the files under directory with their content. It leaves out directories.
func files(t *testing.T, directory string) map[string]string {
	found := disktest.Tree(t, directory)
	maps.DeleteFunc(found, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	return found
}
