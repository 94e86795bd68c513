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

// tempSuffix ends a temporary name, after a number. These names are in the destination itself.
const tempSuffix = ".tmp"

// maxTemps is the number of temporary names. Each of up to 1000 workers needs one for the body in
// flight and one for a body that may be continued; bodies that wait for the store need more.
// Several runs may share the directory; for many there are more names (crowd.go). The names are
// numbered, so that leftovers are found without reading a directory of a million files.
const maxTemps = 4096

// temps makes temporary names. A run that makes a file under a temporary name holds a lock on the
// file (flock(2)) until the file has its own name. So a file without a lock was left by a killed
// run.
type temps struct {
	last    atomic.Uint32
	crowded atomic.Bool // many runs share the numbers, so the names in crowdDir are used
}

func tempName(i uint32) string {
	return fmt.Sprintf("%s%04d%s", naming.TempPrefix, i%maxTemps, tempSuffix)
}

// claim calls take with one name after another until it finds a free name. mkdir makes a directory.
func (t *temps) claim(mkdir func(name string) error, take func(name string) error) (name string, err error) {
	for range crowd {
		if t.crowded.Load() {
			break
		}
		name = tempName(t.last.Add(1))
		if err = take(name); err == nil {
			return name, nil
		} else if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	t.crowded.Store(true)
	return claimInCrowd(mkdir, take)
}

// sweep removes the files under temporary names that have no lock.
func sweep(root *os.Root) {
	sweepCrowd(root)
	for _, name := range suspects(root) {
		if info, err := root.Lstat(name); err == nil && info.Mode().IsRegular() {
			sweepOne(root, name)
		}
	}
}

// fewNames is the largest number of names in a directory that is read to find temporary names. To
// look up each temporary name takes some 5 ms.
const fewNames = 1000

// suspects returns the temporary names in a directory. If the directory is large, it returns all
// possible temporary names.
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

// readFew returns the names in a directory. If there are more than fewNames, ok is false.
func readFew(root *os.Root) (names []string, ok bool) {
	directory, err := root.Open(".")
	if err != nil {
		return nil, false
	}
	defer directory.Close() // only read
	names, err = directory.Readdirnames(fewNames + 1)
	return names, len(names) <= fewNames && (err == nil || err == io.EOF)
}

// sweepOne removes name unless its file is locked. Only the holder of the lock removes a temporary
// name. So after the lock is taken and the name checked, no other process touches it.
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
