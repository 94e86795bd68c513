package split

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/parts"
)

// temporaryName is the directory, within the directory of the parts, for parts that have no names
// yet. If a split is killed, it stays, and the next split removes it.
const temporaryName = ".hoist-split"

// lockName is the file in that directory that a split locks.
const lockName = "lock"

// A place is the directory of parts that are being written.
type place struct {
	dir    string
	ending string
	lock   *os.File
}

// An ExistsError reports that a directory has parts that no killed split has left.
type ExistsError struct {
	Dir   string
	Index bool // there is an index, so the parts are whole
}

func (e *ExistsError) Error() string {
	if e.Index {
		return fmt.Sprintf("%s has the parts of a list already", e.Dir)
	}
	return fmt.Sprintf("%s has parts and no %s, so they may not be those of one list; remove them, or choose another directory",
		e.Dir, parts.IndexName)
}

// wrap returns an error with the directory.
func (p *place) wrap(err error) error {
	return fmt.Errorf("directory for parts %s: %w", p.dir, disk.Bare(err))
}

// openPlace makes a directory for parts, and removes what a killed split has left in it.
func openPlace(dir, ending string) (*place, error) {
	p := &place{dir: dir, ending: ending}
	if err := p.open(); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *place) open() error {
	if err := os.MkdirAll(p.dir, 0o777); err != nil {
		return p.wrap(err)
	}
	temporary := filepath.Join(p.dir, temporaryName)
	err := os.Mkdir(temporary, 0o777)
	left := errors.Is(err, fs.ErrExist)
	if err != nil && !left {
		return p.wrap(err)
	}
	lock, err := os.OpenFile(filepath.Join(temporary, lockName), os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return p.wrap(err)
	}
	if err := p.take(lock); err != nil {
		return errors.Join(err, lock.Close())
	}
	p.lock = lock
	return p.clear(left)
}

// take locks a file, which must still have its name then: a split that ends removes its lock. If
// the file system has no locks, there is no protection.
func (p *place) take(lock *os.File) error {
	taken := errors.Is(filelock.Exclusive(lock), filelock.ErrTaken)
	locked, err := lock.Stat()
	if err != nil {
		return p.wrap(err)
	}
	if named, err := os.Stat(lock.Name()); taken || err != nil || !os.SameFile(locked, named) {
		return fmt.Errorf("%s: another hoist split writes parts there", p.dir)
	}
	return nil
}

// clear checks that the directory has no parts. If left is set, it removes the parts of a killed
// split.
func (p *place) clear(left bool) error {
	_, err := os.Lstat(filepath.Join(p.dir, parts.IndexName))
	if err == nil {
		return &ExistsError{p.dir, true}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return p.wrap(err)
	}
	files, err := os.ReadDir(p.dir)
	if err != nil {
		return p.wrap(err)
	}
	for _, f := range files {
		if _, ok := parts.Number(f.Name()); !ok || !strings.HasSuffix(f.Name(), ".zst") {
			continue
		}
		if !left {
			return &ExistsError{p.dir, false}
		}
		if err := os.Remove(filepath.Join(p.dir, f.Name())); err != nil {
			return err
		}
	}
	return p.removeTemporary()
}

// removeTemporary removes each temporary file but the lock.
func (p *place) removeTemporary() error {
	temporary := filepath.Join(p.dir, temporaryName)
	files, err := os.ReadDir(temporary)
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.Name() == lockName {
			continue
		}
		if err := os.Remove(filepath.Join(temporary, file.Name())); err != nil {
			return err
		}
	}
	return nil
}

// temporary returns the path of a part before it has its name.
func (p *place) temporary(k int) string {
	return filepath.Join(p.dir, temporaryName, parts.Name(k, p.ending))
}

// close removes the temporary files and ends the lock, if the place has it. The lock loses its name
// before it ends, so that no other split has a lock that loses its name. Windows can't do that.
func (p *place) close() error {
	if p.lock == nil {
		return nil
	}
	err, path := p.removeTemporary(), p.lock.Name()
	removed := err == nil && os.Remove(path) == nil
	err = errors.Join(err, p.lock.Close())
	p.lock = nil
	if err == nil && !removed {
		err = os.Remove(path)
	}
	if err == nil {
		os.Remove(filepath.Dir(path)) // unless another split has begun there
	}
	return err
}
