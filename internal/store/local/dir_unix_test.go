//go:build unix

package local

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/fdlimit"
	"golang.org/x/sys/unix"
)

// withDescriptors calls f while the process can open no more than n files.
func withDescriptors(t *testing.T, n int, f func()) {
	t.Helper()
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	low := old
	low.Cur = 64
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &low); err != nil {
		t.Fatal(err)
	}
	var taken []*os.File
	for {
		file, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		taken = append(taken, file)
	}
	for range n {
		taken[len(taken)-1].Close()
		taken = taken[:len(taken)-1]
	}
	f()
	for _, file := range taken {
		file.Close()
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
}

// If there are too few descriptors to publish a file, the file is unchanged, and is published when
// there are more.
func TestDirPublishesWhenThereAreDescriptors(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		for n := range 6 {
			for _, name := range []string{"x", "directory/x"} {
				if err := put(d, name, "old"); err != nil {
					t.Fatal(err)
				}
				file, err := d.Create(t.Context(), []byte("new"))
				if err != nil {
					t.Fatal(err)
				}
				withDescriptors(t, n, func() { err = file.(Pending).Publish(context.Background(), name) })
				if fdlimit.IsExhausted(err) {
					err = file.(Pending).Publish(t.Context(), name)
				}
				if err != nil {
					t.Errorf("%s, with %d descriptors at first: %v", name, n, err)
				}
			}
			want := map[string]string{"x": "new", "directory/": "", "directory/x": "new"}
			if diff := cmp.Diff(want, disktest.Tree(t, d.path)); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// Discard needs no descriptor.
func TestDirDiscardsWithoutDescriptors(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		if err := put(d, "x", "old"); err != nil {
			t.Fatal(err)
		}
		for _, publish := range []bool{false, true} {
			file, err := d.Create(t.Context(), []byte("new"))
			if err != nil {
				t.Fatal(err)
			}
			withDescriptors(t, 0, func() {
				if publish {
					err = file.(Pending).Publish(context.Background(), "x")
				}
				if err == nil && publish {
					return
				}
				err = file.Discard()
			})
			if err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(filepath.Join(d.path, ".*")); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		}
	})
}

// If the destination is not writable, the error has its name and advice.
func TestOpenDirWithoutPermission(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a directory that is another user's")
	}
	path := filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir := path; dir != "/"; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o001 == 0 {
			if err := os.Chmod(dir, info.Mode().Perm()|0o055); err != nil {
				t.Skip(err)
			}
		}
	}
	disktest.AsUser(t, 54321, func() {
		_, err := OpenDir(path)
		if err == nil || err.Error() != "destination "+path+": permission denied; choose another with --out" {
			t.Errorf("got %v", err)
		}
	})
}
