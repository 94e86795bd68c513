package local

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/disk/disktest"
)

// 1,024 runs share a destination without unnamed files. Each has more files open than there are
// numbered names for it, in directories that others make too. Every tenth run is killed: its files
// are closed as they are, and so unlocked. All files of the other runs are saved whole, and the
// next run removes all leftovers.
func TestCrowd(t *testing.T) {
	const runs, files = 1024, 5
	dir := disktest.MemoryDir(t)
	want := make(map[string]string)
	root, err := disk.Open(dir) // shared, since it takes descriptors
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	isKilled := func(run int) bool { return run%10 == 3 }
	var open, done sync.WaitGroup
	open.Add(runs)
	errs := make([]error, runs)
	crowded := make([]bool, runs)
	for run := range runs {
		name := func(i int) string { return fmt.Sprintf("%d/%d/%d", i, run%7, run) }
		done.Go(func() {
			if run%16 == 0 {
				sweep(root.Root)
			}
			d := NewDir(dir, root, false, 0o644)
			var pending []*pendingFile
			for i := range files {
				f, err := d.Create(t.Context(), []byte(name(i)))
				if err != nil {
					errs[run] = err
					break
				}
				pending = append(pending, f.(*pendingFile))
			}
			crowded[run] = d.temps.crowded.Load()
			open.Done()
			open.Wait() // all have their files open now
			for i, f := range pending {
				if isKilled(run) && i > 0 {
					f.File.Close()
					continue
				}
				errs[run] = errors.Join(errs[run], f.Publish(t.Context(), name(i)), d.SyncDir(t.Context(),
					filepath.ToSlash(filepath.Dir(name(i)))))
			}
		})
		for i := range files {
			if !isKilled(run) || i == 0 {
				want[name(i)] = name(i)
				want[fmt.Sprintf("%d/", i)], want[fmt.Sprintf("%d/%d/", i, run%7)] = "", ""
			}
		}
	}
	done.Wait()
	switch err := errors.Join(errs...); {
	case errors.Is(err, syscall.EMFILE):
		t.Skip("the limit on open files has no room for 1,024 runs")
	case err != nil:
		t.Fatal(err)
	}
	inCrowd := 0
	for _, is := range crowded {
		if is {
			inCrowd++
		}
	}
	if inCrowd == 0 {
		t.Error("no run has found the numbers taken")
	}
	last, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := last.Close(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, disktest.Tree(t, dir)); diff != "" {
		t.Errorf("%d of %d runs were in the crowd (-want +got)\n%.2000s", inCrowd, runs, diff)
	}
}

// The last run of a crowd removes its directory, even if it was removed in the midst.
func TestCrowdLeavesNoDirectory(t *testing.T) {
	dir := t.TempDir()
	d, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	d.unnamed = false
	d.temps.crowded.Store(true)
	for _, name := range []string{"a", "b"} {
		if err := put(d, name, name); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, crowdDir)); err != nil {
			t.Error(err)
		}
	}
	if err := errors.Join(put(d, "c", "c"), d.Close()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]string{"a": "a", "b": "b", "c": "c"}, disktest.Tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// On a file system without locks, files are saved as on others. A run can't know whether another
// still runs, so it does not remove its temporary names. KeepsLeftovers reports that.
func TestNoLocks(t *testing.T) {
	for _, without := range []error{syscall.ENOLCK, errors.ErrUnsupported} {
		dir := t.TempDir()
		root, err := disk.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		d := &Dir{path: dir, newMode: 0o644}
		d.disk = &disktest.Spy{Root: root, Around: func(c *disktest.Call, do func() error) error {
			if c.Op == "Lock" {
				return &os.PathError{Op: "lock", Path: c.Op, Err: without}
			}
			return do()
		}}
		if d.KeepsLeftovers() {
			t.Error("before any lock")
		}
		if err := errors.Join(put(d, "x", "text"), put(d, "x", "again")); err != nil || !d.KeepsLeftovers() {
			t.Errorf("%v: %v, %v", without, err, d.KeepsLeftovers())
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(map[string]string{"x": "again"}, disktest.Tree(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
}
