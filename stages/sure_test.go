package stages

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hoist/hoist/sink"
)

// That a folder can't be synced is an error: it is what `ok` stands on. Windows has no such call.
func TestSyncFolderFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows can't sync a folder")
	}
	folder, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := syncFolder(folder); err != nil {
		t.Error(err)
	}
	folder.Close()
	if err := syncFolder(folder); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("of a closed folder: %v", err)
	}
}

// Above the destination each folder is synced, up to the root; one that is not there any more is noticed.
func TestAnchorReachesEachFolderAbove(t *testing.T) {
	top := filepath.Join(t.TempDir(), "a", "b", "c")
	d, err := OpenDir(filepath.Join(top, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Anchor(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Dir(top)); err != nil {
		t.Skip("an open folder can't be removed: ", err)
	}
	if err := d.Anchor(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without the folders above it: %v", err)
	}
}

// A folder above that may not be read was not made by this user, and is left out.
func TestAnchorLeavesOutWhatMayNotBeRead(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("root may read all, and Windows has no such mode")
	}
	closed := filepath.Join(t.TempDir(), "closed")
	d, err := OpenDir(filepath.Join(closed, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := os.Chmod(closed, 0o100); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(closed, 0o700)
	if err := d.Anchor(); err != nil {
		t.Error(err)
	}
}

// Between the making of a file and its lock another run may take it for one left behind, and remove it.
func TestCreateWhatAnotherRunSweeps(t *testing.T) {
	folder := t.TempDir()
	root, err := openRootDisk(folder)
	if err != nil {
		t.Fatal(err)
	}
	swept, open := 0, 0
	d := &Dir{path: folder, disk: &spiedDisk{root, func(c *call, do func() error) error {
		if c.op == "Lock" && swept < 3 {
			swept++
			sweep(root.root)
		}
		switch c.op {
		case "Create":
			open++
		case "Close", "release":
			open--
		}
		return do()
	}}}
	defer d.Close()
	if err := put(d, "x", "whole"); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, folder); len(got) != 1 || got["x"] != "whole" || swept != 3 || open != 0 {
		t.Errorf("after %d sweeps: %v, and %d files are open", swept, got, open)
	}
}

// A timedLog notes when how much was written to it.
type timedLog struct {
	mu    sync.Mutex
	began time.Time
	texts []string
	at    []time.Duration
}

func (l *timedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.texts = append(l.texts, string(bytes.Clone(p)))
	l.at = append(l.at, time.Since(l.began))
	return len(p), nil
}

// Once a file is sure its line is in the log, and not in a buffer: a kill costs what was in flight, and no more.
func TestLinesOfAGroupAreWrittenAtOnce(t *testing.T) {
	eachSetting(t, []Durability{Batch}, []int{1, 64}, func(s setting) {
		synctest.Test(t, func(t *testing.T) {
			bodies := []body{{code: "a", text: "a"}, {code: "b", text: "b", delay: time.Second + 40*time.Millisecond}}
			var settled []time.Duration
			log := &timedLog{began: time.Now()}
			r := newSpiedRun(t, t.TempDir(), s, bodies, func(c *call, do func() error) error {
				if c.op == "SyncFolder" {
					time.Sleep(syncTakes)
					if c.name == "." {
						settled = append(settled, time.Since(log.began))
					}
				}
				return do()
			})
			r.Sink = &sink.Sink{Lines: sink.NewLines(log)}
			if _, err := Run(r.ctx, r.intake, r.Config); err != nil {
				t.Fatal(err)
			}
			r.hard(nil)
			if err := r.dir.Close(); err != nil {
				t.Error(err)
			}
			written := map[string]time.Duration{}
			for i, text := range log.texts {
				for _, l := range only(parse(t, text), "result") {
					written[l.Code] = log.at[i]
				}
			}
			if len(settled) != 2 || written["a"] != settled[0] || written["b"] != settled[1] {
				t.Errorf("%v: lines written at %v, files sure at %v", s, written, settled)
			}
		})
	})
}
