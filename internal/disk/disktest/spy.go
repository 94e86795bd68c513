// Package disktest provides a disk.Disk that a test can watch and make fail. It also provides
// directories for tests: in memory for tests that do not need a disk, and under HOIST_BENCH_DIR for
// benchmarks.
package disktest

import (
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/hoist/hoist/internal/disk"
)

// A Call is a call of a method of a Spy or of a file of a Spy.
type Call struct {
	Op       string // name of the method
	File     *SpiedFile
	Name, To string
	Data     []byte // of WriteAt; Around may change it before it calls do
	At       int64  // offset of WriteAt
}

func (c *Call) String() string { return strings.TrimSpace(c.Op + " " + c.Name + " " + c.To) }

// A Spy is a disk.Root that passes each call that can fail to Around. It does not sync, since a
// sync has no visible effect without a power cut.
type Spy struct {
	*disk.Root

	// Around makes the call by do, or not, and returns its error.
	Around func(c *Call, do func() error) error
}

// A SpiedFile is a file of a Spy.
type SpiedFile struct {
	disk.File
	disk *Spy
}

func (d *Spy) Unnamed() (disk.File, error) {
	return d.open(&Call{Op: "Unnamed"}, d.Root.Unnamed)
}

func (d *Spy) Create(name string, mode fs.FileMode) (disk.File, error) {
	return d.open(&Call{Op: "Create", Name: name}, func() (disk.File, error) { return d.Root.Create(name, mode) })
}

func (d *Spy) open(c *Call, open func() (disk.File, error)) (disk.File, error) {
	c.File = &SpiedFile{disk: d}
	err := d.Around(c, func() (err error) {
		c.File.File, err = open()
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.File, nil
}

func (d *Spy) Holds(f disk.File, name string) bool {
	return d.Root.Holds(f.(*SpiedFile).File, name)
}

func (d *Spy) Link(f disk.File, name string) error {
	spied := f.(*SpiedFile)
	return d.Around(&Call{Op: "Link", File: spied, Name: name}, func() error { return d.Root.Link(spied.File, name) })
}

func (d *Spy) Lstat(name string) (info fs.FileInfo, err error) {
	err = d.Around(&Call{Op: "Lstat", Name: name}, func() (err error) {
		info, err = d.Root.Lstat(name)
		return err
	})
	return info, err
}

func (d *Spy) Inherit(f disk.File, name string, old fs.FileInfo) (changed bool, err error) {
	spied := f.(*SpiedFile)
	err = d.Around(&Call{Op: "Inherit", File: spied, Name: name}, func() (err error) {
		changed, err = d.Root.Inherit(spied.File, name, old)
		return err
	})
	return changed, err
}

func (d *Spy) Chmod(f disk.File, mode fs.FileMode) error {
	spied := f.(*SpiedFile)
	return d.Around(&Call{Op: "Chmod", File: spied}, func() error { return d.Root.Chmod(spied.File, mode) })
}

func (d *Spy) Moved(path string) (moved bool, err error) {
	err = d.Around(&Call{Op: "Moved"}, func() (err error) {
		moved, err = d.Root.Moved(path)
		return err
	})
	return moved, err
}

func (d *Spy) Rename(from, to string) error {
	return d.Around(&Call{Op: "Rename", Name: from, To: to}, func() error { return d.Root.Rename(from, to) })
}

func (d *Spy) Remove(name string) error {
	return d.Around(&Call{Op: "Remove", Name: name}, func() error { return d.Root.Remove(name) })
}

func (d *Spy) Mkdir(name string) error {
	return d.Around(&Call{Op: "Mkdir", Name: name}, func() error { return d.Root.Mkdir(name) })
}

func (d *Spy) SyncDir(name string) error {
	return d.Around(&Call{Op: "SyncDir", Name: name}, func() error {
		return d.In(name, func(*os.File) error { return nil })
	})
}

func (f *SpiedFile) WriteAt(p []byte, at int64) (n int, err error) {
	c := &Call{Op: "WriteAt", File: f, Data: p, At: at}
	err = f.disk.Around(c, func() (err error) {
		n, err = f.File.WriteAt(c.Data, c.At)
		return err
	})
	return n, err
}

func (f *SpiedFile) WriteBack() {}

func (f *SpiedFile) Sync() error {
	return f.disk.Around(&Call{Op: "Sync", File: f}, func() error { return nil })
}

func (f *SpiedFile) SetModTime(at time.Time) error {
	return f.disk.Around(&Call{Op: "SetModTime", File: f}, func() error { return f.File.SetModTime(at) })
}

func (f *SpiedFile) Lock() error { return f.disk.Around(&Call{Op: "Lock", File: f}, f.File.Lock) }

// CloseLocked also passes the release to Around, as a call of that name.
func (f *SpiedFile) CloseLocked() (release func(), err error) {
	var unlock func()
	err = f.disk.Around(&Call{Op: "CloseLocked", File: f}, func() (err error) {
		unlock, err = f.File.CloseLocked()
		return err
	})
	if unlock != nil {
		release = func() {
			f.disk.Around(&Call{Op: "release", File: f}, func() error {
				unlock()
				return nil
			})
		}
	}
	return release, err
}

func (f *SpiedFile) Close() error { return f.disk.Around(&Call{Op: "Close", File: f}, f.File.Close) }
