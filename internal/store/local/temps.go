package local

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/naming"
)

// tempSuffix ends a temporary name, after a number. These names stand in the destination itself.
const tempSuffix = ".tmp"

// maxTemps is how many temporary names there are. Each worker needs one at most, and there are up
// to 1000. The names are numbered so that those left behind are found without reading a directory
// of a million files.
const maxTemps = 2048

// temps hands out temporary names. Who makes a file under one holds a lock on it (flock(2)) until
// it has its own name, so a file that nobody holds was left by a run that was killed.
type temps struct{ last atomic.Uint32 }

func tempName(i uint32) string {
	return fmt.Sprintf("%s%04d%s", naming.TempPrefix, i%maxTemps, tempSuffix)
}

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
	for _, name := range suspects(root) {
		if info, err := root.Lstat(name); err == nil && info.Mode().IsRegular() {
			sweepOne(root, name)
		}
	}
}

// fewNames is how many names a directory may have to be read for the temporary ones. To look for
// each of those takes some 5 ms.
const fewNames = 1000

// suspects are the temporary names in a directory, or where it is large all that there can be.
func suspects(root *os.Root) (names []string) {
	if there, ok := readFew(root); ok {
		return slices.DeleteFunc(there, func(name string) bool { return !isTemp(name) })
	}
	for i := range uint32(maxTemps) {
		names = append(names, tempName(i))
	}
	return names
}

func isTemp(name string) bool {
	number, found := strings.CutPrefix(name, naming.TempPrefix)
	i, err := strconv.ParseUint(strings.TrimSuffix(number, tempSuffix), 10, 32)
	return found && err == nil && name == tempName(uint32(i))
}

// readFew returns the names in a directory if they are few.
func readFew(root *os.Root) (names []string, ok bool) {
	directory, err := root.Open(".")
	if err != nil {
		return nil, false
	}
	defer directory.Close() // it was only read
	names, err = directory.Readdirnames(fewNames + 1)
	return names, len(names) <= fewNames && (err == nil || err == io.EOF)
}

// sweepOne removes name unless somebody holds it. Only who holds the lock on the file that has a
// temporary name takes that name away, so once the lock is had and the name checked, nobody else
// touches it.
func sweepOne(root *os.Root, name string) {
	f, err := root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer f.Close()
	if filelock.Exclusive(f) == nil && disk.HasName(root, f, name) {
		root.Remove(name)
	}
}
