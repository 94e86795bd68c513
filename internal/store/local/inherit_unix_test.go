//go:build unix

package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/disk/disktest"
	"github.com/hoist/hoist/internal/naming"
)

// While a file has a temporary name, and later, it is as private as the file that it replaces. It
// has no mode bits except access rights.
func TestReplacedModeIsKept(t *testing.T) {
	eachKind(t, func(t *testing.T, d *Dir) {
		for _, mode := range []fs.FileMode{
			0o600, 0o640, 0o666, 0o400, 0o777, 0o604, 0o755 | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky,
		} {
			path := filepath.Join(d.path, "x")
			if err := put(d, "x", "old"); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			seen := 0
			spied := Dir{path: d.path, unnamed: d.unnamed, newMode: d.newMode}
			spied.disk = &disktest.Spy{Root: d.disk.(*disk.Root), Around: func(c *disktest.Call, do func() error) error {
				err := do()
				if temps, _ := filepath.Glob(filepath.Join(d.path, naming.TempPrefix+"*")); len(temps) == 1 {
					seen++
					if got := modeAt(t, temps[0]); got&^mode.Perm() != 0 && got != 0o600 {
						t.Errorf("%v: after %v the temporary name has mode %v", mode, c, got)
					}
				}
				return err
			}}
			if err := put(&spied, "x", "new"); err != nil {
				t.Fatal(err)
			}
			if got := modeAt(t, path); got != mode.Perm() || seen == 0 {
				t.Errorf("mode %v, want %v; seen %d times", got, mode.Perm(), seen)
			}
		}
	})
}

func modeAt(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

// If a link is replaced, the rights of its target count, provided that the target is in the
// destination.
func TestReplacedLink(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "private")
	if err := os.WriteFile(outside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	eachKind(t, func(t *testing.T, d *Dir) {
		if err := os.WriteFile(filepath.Join(d.path, "private"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		for target, want := range map[string]fs.FileMode{"private": 0o600, outside: d.newMode, "nowhere": d.newMode, ".": d.newMode} {
			path := filepath.Join(d.path, "x")
			os.Remove(path)
			if err := os.Symlink(target, path); err != nil {
				t.Skip(err)
			}
			if err := put(d, "x", "new"); err != nil {
				t.Fatal(err)
			}
			if got := modeAt(t, path); got != want {
				t.Errorf("a link to %s: mode %v, want %v", target, got, want)
			}
		}
	})
}

// If the group can't be kept, for example by a user that is not in it, the group may do only what
// others may. If a mode can't be set, that is an error only if the file is then open to more users
// than it should be.
func TestInheritAsAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files to others")
	}
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	const user, foreign = 54321, 12345
	for _, tt := range []struct {
		mode        fs.FileMode
		group       int
		want        fs.FileMode
		wantedGroup uint32
	}{
		{0o660, foreign, 0o600, user}, {0o664, foreign, 0o644, user}, {0o640, user, 0o640, user},
	} {
		path := filepath.Join(dir, "x")
		if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(path, foreign, tt.group); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		disktest.AsUser(t, user, func() {
			d, err := OpenDir(dir)
			if errors.Is(err, fs.ErrPermission) {
				t.Skip(err) // here only root can have temporary files
			}
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if err := put(d, "x", "new"); err != nil {
				t.Error(err)
			}
		})
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		stat := info.Sys().(*syscall.Stat_t)
		if tt.mode&0o004 == 0 && tt.group == foreign && info.Mode().Perm()&0o070 != 0 {
			t.Errorf("%v: a group may read it that might not: %v", tt.mode, info.Mode())
		}
		if info.Mode() != tt.want || stat.Gid != tt.wantedGroup || stat.Uid != user {
			t.Errorf("%v of group %d: %v of %d:%d, want %v", tt.mode, tt.group, info.Mode(), stat.Uid, stat.Gid, tt.want)
		}
	}
}
