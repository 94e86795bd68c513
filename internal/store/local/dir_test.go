package local

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/filelock"
)

// eachKind runs test on a new destination for each kind of pending file that this system supports.
func eachKind(t *testing.T, test func(t *testing.T, d *Dir)) {
	for _, kind := range []string{"default", "temporary names"} {
		t.Run(kind, func(t *testing.T) {
			d, err := OpenDir(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if kind == "temporary names" {
				d.unnamed = false
			}
			test(t, d)
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// put saves text under name.
func put(d *Dir, name, text string) error {
	half := len(text) / 2
	file, err := d.Create(context.Background(), []byte(text[:half]))
	if err != nil {
		return err
	}
	if _, err := file.WriteAt([]byte(text[half:]), int64(half)); err != nil {
		return errors.Join(err, file.Discard())
	}
	return file.(Pending).Publish(context.Background(), name)
}

func TestDirPublishes(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		for _, file := range [][2]string{
			{"BR.gif", "brazil"}, {"a/b/c.gif", "deep"}, {"a/d.gif", ""}, {"BR.gif", "brazil again"},
			{"a/b/c.gif", "x"},
		} {
			if err := put(d, file[0], file[1]); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]string{"BR.gif": "brazil again", "a/": "", "a/b/": "", "a/b/c.gif": "x", "a/d.gif": ""}
		if diff := cmp.Diff(want, disktest.Tree(t, d.path)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDirModeFollowsUmask(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no umask")
	}
	eachKind(t, func(t *testing.T, d *Dir) {
		plain, err := os.OpenFile(filepath.Join(t.TempDir(), "plain"), os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			t.Fatal(err)
		}
		defer plain.Close()
		if err := put(d, "a", "x"); err != nil {
			t.Fatal(err)
		}
		want, err := plain.Stat()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.Stat(filepath.Join(d.path, "a"))
		if err != nil {
			t.Fatal(err)
		}
		if got.Mode() != want.Mode() {
			t.Errorf("mode %v, want %v", got.Mode(), want.Mode())
		}
	})
}

func TestDirDiscardLeavesNothing(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		file, err := d.Create(t.Context(), []byte("half"))
		if err != nil {
			t.Fatal(err)
		}
		if err := file.Discard(); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(map[string]string{}, disktest.Tree(t, d.path)); diff != "" {
			t.Error(diff)
		}
	})
}

// If a file can't get its name, only that file fails. It leaves nothing behind, and nothing outside
// of the destination changes.
func TestDirNameErrors(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "BR.gif"), []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, file string
		prepare    func(dir string) error
	}{
		{"a directory in the file's place", "BR.gif", func(dir string) error { return os.Mkdir(filepath.Join(dir, "BR.gif"), 0o777) }},
		{"a file in a directory's place", "a/BR.gif", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "a"), []byte("x"), 0o666)
		}},
		{"a link that leads out", "a/BR.gif", func(dir string) error { return os.Symlink(outside, filepath.Join(dir, "a")) }},
		{"a link that leads nowhere", "a/BR.gif", func(dir string) error { return os.Symlink("nowhere", filepath.Join(dir, "a")) }},
		{"a link that leads to itself", "a/BR.gif", func(dir string) error { return os.Symlink("a", filepath.Join(dir, "a")) }},
		{"a name too long", strings.Repeat("x", 300), func(string) error { return nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			eachKind(t, func(t *testing.T, d *Dir) {
				if err := tt.prepare(d.path); err != nil {
					t.Skip(err)
				}
				before := disktest.Tree(t, d.path)
				err := put(d, tt.file, "new")
				var local *NameError
				if !errors.As(err, &local) {
					t.Errorf("got %v, want a NameError", err)
				}
				if diff := cmp.Diff(before, disktest.Tree(t, d.path)); diff != "" {
					t.Error(diff)
				}
				if err := put(d, "next.gif", "next"); err != nil {
					t.Errorf("the next file: %v", err)
				}
			})
		})
	}
	if diff := cmp.Diff(map[string]string{"BR.gif": "precious"}, disktest.Tree(t, outside)); diff != "" {
		t.Error(diff)
	}
}

// If a link leads out of the destination, the error names the link, even if it lies behind a link
// that is followed.
func TestDirNamesTheLink(t *testing.T) {
	outside := t.TempDir()
	eachKind(t, func(t *testing.T, d *Dir) {
		in := func(name string) string { return filepath.Join(d.path, name) }
		if err := errors.Join(
			os.Mkdir(in("real"), 0o777), os.Symlink("real", in("inside")), os.Symlink(outside, in("real/away")),
		); err != nil {
			t.Skip(err)
		}
		err := put(d, "inside/away/x/BR.gif", "new")
		if want := "publish " + in("inside/away/x/BR.gif") + ": " + in("inside/away") + " is a symbolic link "; err == nil ||
			!strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v", err)
		}
	})
}

// A link that has the name of the file is replaced, not followed.
func TestDirReplacesLink(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(outside, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	eachKind(t, func(t *testing.T, d *Dir) {
		if err := os.Symlink(outside, filepath.Join(d.path, "BR.gif")); err != nil {
			t.Skip(err)
		}
		if err := put(d, "BR.gif", "new"); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"BR.gif": "new"}, disktest.Tree(t, d.path)); diff != "" {
			t.Error(diff)
		}
	})
	if text, err := os.ReadFile(outside); err != nil || string(text) != "precious" {
		t.Errorf("the link's target: %q, %v", text, err)
	}
}

// A run removes the temporary names of a killed run, and no other names, in a directory that is
// read and in a directory that is too large to read.
func TestDirSweep(t *testing.T) {
	t.Run("few", func(t *testing.T) { testSweep(t, 0) })
	t.Run("many", func(t *testing.T) { testSweep(t, fewNames) })
}

func testSweep(t *testing.T, others int) {
	dir := disktest.MemoryDir(t)
	first, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	first.unnamed = false
	held, err := first.Create(t.Context(), []byte("being written"))
	if err != nil {
		t.Fatal(err)
	}
	heldName := held.(*pendingFile).temp
	want := map[string]string{heldName: "being written", tempName(2000) + "/": ""}
	for i := range others {
		want[strconv.Itoa(i)] = "other"
	}
	for _, name := range []string{
		"BR.gif", ".hoist-notes", ".hoist-1.tmp", ".hoist-4096.tmp", ".hoist-0001", "0001.tmp",
		".hoist-0x01.tmp",
	} {
		want[name] = "other"
	}
	for name, text := range want {
		if text == "other" {
			err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
		}
	}
	err = errors.Join(err, os.Mkdir(filepath.Join(dir, tempName(2000)), 0o777),
		os.WriteFile(filepath.Join(dir, tempName(0)), nil, 0o666), os.WriteFile(filepath.Join(dir, tempName(maxTemps-1)), nil, 0o666))
	if err != nil {
		t.Fatal(err)
	}
	second, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, disktest.Tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if err := errors.Join(held.Discard(), first.Close(), second.Close()); err != nil {
		t.Error(err)
	}
}

func TestReadFew(t *testing.T) {
	dir := disktest.MemoryDir(t)
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for i := range fewNames + 1 {
		if err := root.WriteFile(strconv.Itoa(i), nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if i+1 < fewNames {
			continue
		}
		if names, ok := readFew(root); ok != (i+1 == fewNames) || ok && len(names) != fewNames {
			t.Errorf("of %d names %d, %v", i+1, len(names), ok)
		}
	}
}

func TestOpenDirFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "under")} {
		_, err := OpenDir(dir)
		if err == nil || !strings.HasPrefix(err.Error(), "destination "+dir+": ") {
			t.Errorf("%s: got %v", dir, err)
		}
	}
}

// If another run removes a file as a leftover before the file is locked, the file is made again.
func TestDirSweptTooSoon(t *testing.T) {
	dir := t.TempDir()
	root, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	swept := 0
	d := &Dir{path: dir, newMode: 0o644}
	d.disk = &disktest.Spy{Root: root, Around: func(c *disktest.Call, do func() error) error {
		if swept > 0 || c.Op != "Lock" {
			return do()
		}
		swept++
		name := tempName(d.temps.last.Load())
		sweeper, err := root.Root.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		err = errors.Join(filelock.Exclusive(sweeper), do())
		return errors.Join(err, root.Root.Remove(name), sweeper.Close())
	}}
	if err := put(d, "x", "text"); err != nil || swept != 1 {
		t.Errorf("%v, swept %d times", err, swept)
	}
	if diff := cmp.Diff(map[string]string{"x": "text"}, disktest.Tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// A file keeps the time that it was given, also if it replaces another file.
func TestModTime(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		at := time.Unix(784111777, 0)
		for _, text := range []string{"first", "second"} {
			file, err := d.Create(t.Context(), []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			pending := file.(Pending)
			for _, err := range []error{pending.SetModTime(at), pending.Sync(), pending.Publish(t.Context(), "a/x")} {
				if err != nil {
					t.Fatal(err)
				}
			}
			info, err := d.Stat(t.Context(), "a/x")
			if err != nil || !info.ModTime().Equal(at) {
				t.Errorf("%s: %v, %v", text, info, err)
			}
			at = at.Add(time.Hour)
		}
	})
}
