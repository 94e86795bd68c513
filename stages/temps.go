package stages

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/hoist/hoist/internal/filelock"
)

// tempPrefix begins the temporary names, which stand in the destination itself.
const tempPrefix = ".hoist-"

// maxTemps is how many temporary names there are. Each worker needs one at most, and there are up to 1000. The
// names are numbered so that those left behind are found without reading a folder of a million files.
const maxTemps = 2048

// temps hands out temporary names. Who makes a file under one holds a lock on it (flock(2)) until it has its
// own name, so a file that nobody holds was left by a run that was killed.
type temps struct{ last atomic.Uint32 }

func tempName(i uint32) string { return fmt.Sprintf("%s%04d.tmp", tempPrefix, i%maxTemps) }

// claim calls take with one name after another until one is not taken.
func (t *temps) claim(take func(name string) error) (name string, err error) {
	for range maxTemps {
		name = tempName(t.last.Add(1))
		if err = take(name); err == nil {
			return name, nil
		} else if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	return "", fmt.Errorf("all %d temporary names are taken", maxTemps)
}

// sweep removes the files under temporary names that nobody holds.
func sweep(root *os.Root) {
	for i := range uint32(maxTemps) {
		if info, err := root.Lstat(tempName(i)); err == nil && info.Mode().IsRegular() {
			sweepOne(root, tempName(i))
		}
	}
}

// sweepOne removes name unless somebody holds it. Only who holds the lock on the file that has a temporary name
// takes that name away, so once the lock is had and the name checked, nobody else touches it.
func sweepOne(root *os.Root, name string) {
	f, err := root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer f.Close()
	if filelock.Exclusive(f) == nil && hasName(root, f, name) {
		root.Remove(name)
	}
}

// hasName reports whether name is still f's.
func hasName(root *os.Root, f *os.File, name string) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := root.Lstat(name)
	return err == nil && os.SameFile(info, there)
}
