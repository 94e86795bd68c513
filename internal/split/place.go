package split

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/parts"
)

// lockName is the file in that directory that a split locks.
const lockName = "lock"

// A place is the directory of parts that are being written.
type place struct {
	dir    string
	ending string
	lock   *os.File

	// marked is set while parts may have names and the index has none. The index in the
	// temporary directory marks them as parts of a killed split, so it must stay.
	marked bool
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
	p := &place{dir: dir, ending: ending, marked: true}
	if err := p.open(); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *place) open() error {
	if err := os.MkdirAll(p.dir, 0o777); err != nil {
		return p.wrap(err)
	}
	if err := os.Mkdir(p.temporaryDir(), 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return p.wrap(err)
	}
	if err := p.enter(); err != nil {
		return err
	}
	return p.clear()
}

// enter locks the temporary directory. A symbolic link in its place would lead to files that no
// split has made.
func (p *place) enter() error {
	info, err := os.Lstat(p.temporaryDir())
	if err != nil {
		return p.wrap(err)
	}
	if !info.IsDir() {
		return fmt.Errorf("directory for parts %s: its %s must be a directory; remove it, or choose another DIR", p.dir, parts.SplitDir)
	}
	lock, err := os.OpenFile(filepath.Join(p.temporaryDir(), lockName), os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return p.wrap(err)
	}
	if err := p.take(lock); err != nil {
		return errors.Join(err, lock.Close())
	}
	p.lock = lock
	return nil
}

// take locks a file, which must still have its name then: a split that ends removes its lock. If
// the file system has no locks, nothing protects the directory.
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

// removeTemporary removes each temporary file but the lock.
func (p *place) removeTemporary() error {
	files, err := os.ReadDir(p.temporaryDir())
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.Name() == lockName {
			continue
		}
		if err := os.Remove(p.temporary(file.Name())); err != nil {
			return err
		}
	}
	return nil
}

func (p *place) temporaryDir() string { return filepath.Join(p.dir, parts.SplitDir) }

// temporary returns the path of a file before it has its name in the directory.
func (p *place) temporary(name string) string { return filepath.Join(p.temporaryDir(), name) }

// close removes the temporary files that nobody needs, and ends the lock, if the place has it. The
// lock loses its name before it ends, so that no other split has a lock that loses its name.
// Windows can't do that.
func (p *place) close() error {
	if p.lock == nil {
		return nil
	}
	var err error
	if !p.marked {
		err = p.removeTemporary()
	}
	path := p.lock.Name()
	removed := err == nil && os.Remove(path) == nil
	err = errors.Join(err, p.lock.Close())
	p.lock = nil
	if err == nil && !removed {
		err = os.Remove(path)
	}
	if err == nil {
		os.Remove(p.temporaryDir()) // unless it has files, or another split has begun there
	}
	return err
}
