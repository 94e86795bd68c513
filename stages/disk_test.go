package stages

import (
	"io/fs"
	"os"
	"strings"
)

// A call is one that was made of a spiedDisk or of a file of it.
type call struct {
	op       string // the method
	file     *spiedFile
	name, to string
	data     []byte // that WriteAt writes; what stands here when the call is done is what is written
	at       int64  // where it does
}

func (c *call) String() string { return strings.TrimSpace(c.op + " " + c.name + " " + c.to) }

// A spiedDisk is a rootDisk that asks around for each call that can fail. It makes nothing durable: nobody could tell
// while the power is on.
type spiedDisk struct {
	*rootDisk

	// around makes the call by do, or doesn't, and returns its error.
	around func(c *call, do func() error) error
}

// A spiedFile is a file of a spiedDisk.
type spiedFile struct {
	file
	disk *spiedDisk
}

func (d *spiedDisk) Unnamed() (file, error) {
	return d.open(&call{op: "Unnamed"}, d.rootDisk.Unnamed)
}

func (d *spiedDisk) Create(name string, mode fs.FileMode) (file, error) {
	return d.open(&call{op: "Create", name: name}, func() (file, error) { return d.rootDisk.Create(name, mode) })
}

func (d *spiedDisk) open(c *call, open func() (file, error)) (file, error) {
	c.file = &spiedFile{disk: d}
	err := d.around(c, func() (err error) {
		c.file.file, err = open()
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.file, nil
}

func (d *spiedDisk) Holds(f file, name string) bool {
	return d.rootDisk.Holds(f.(*spiedFile).file, name)
}

func (d *spiedDisk) Link(f file, name string) error {
	spied := f.(*spiedFile)
	return d.around(&call{op: "Link", file: spied, name: name}, func() error { return d.rootDisk.Link(spied.file, name) })
}

func (d *spiedDisk) Lstat(name string) (info fs.FileInfo, err error) {
	err = d.around(&call{op: "Lstat", name: name}, func() (err error) {
		info, err = d.rootDisk.Lstat(name)
		return err
	})
	return info, err
}

func (d *spiedDisk) Inherit(f file, name string, old fs.FileInfo) (changed bool, err error) {
	spied := f.(*spiedFile)
	err = d.around(&call{op: "Inherit", file: spied, name: name}, func() (err error) {
		changed, err = d.rootDisk.Inherit(spied.file, name, old)
		return err
	})
	return changed, err
}

func (d *spiedDisk) Chmod(f file, mode fs.FileMode) error {
	spied := f.(*spiedFile)
	return d.around(&call{op: "Chmod", file: spied}, func() error { return d.rootDisk.Chmod(spied.file, mode) })
}

func (d *spiedDisk) Moved(path string) (moved bool, err error) {
	err = d.around(&call{op: "Moved"}, func() (err error) {
		moved, err = d.rootDisk.Moved(path)
		return err
	})
	return moved, err
}

func (d *spiedDisk) Rename(from, to string) error {
	return d.around(&call{op: "Rename", name: from, to: to}, func() error { return d.rootDisk.Rename(from, to) })
}

func (d *spiedDisk) Remove(name string) error {
	return d.around(&call{op: "Remove", name: name}, func() error { return d.rootDisk.Remove(name) })
}

func (d *spiedDisk) Mkdir(name string) error {
	return d.around(&call{op: "Mkdir", name: name}, func() error { return d.rootDisk.Mkdir(name) })
}

func (d *spiedDisk) SyncFolder(name string) error {
	return d.around(&call{op: "SyncFolder", name: name}, func() error {
		return d.in(name, func(*os.File) error { return nil })
	})
}

func (f *spiedFile) WriteAt(p []byte, at int64) (n int, err error) {
	c := &call{op: "WriteAt", file: f, data: p, at: at}
	err = f.disk.around(c, func() (err error) {
		n, err = f.file.WriteAt(c.data, c.at)
		return err
	})
	return n, err
}

func (f *spiedFile) WriteBack() {}

func (f *spiedFile) Sync() error {
	return f.disk.around(&call{op: "Sync", file: f}, func() error { return nil })
}

func (f *spiedFile) Lock() error { return f.disk.around(&call{op: "Lock", file: f}, f.file.Lock) }

// CloseLocked tells of the release too, as a call of that name.
func (f *spiedFile) CloseLocked() (release func(), err error) {
	var unlock func()
	err = f.disk.around(&call{op: "CloseLocked", file: f}, func() (err error) {
		unlock, err = f.file.CloseLocked()
		return err
	})
	if unlock != nil {
		release = func() {
			f.disk.around(&call{op: "release", file: f}, func() error {
				unlock()
				return nil
			})
		}
	}
	return release, err
}

func (f *spiedFile) Close() error { return f.disk.around(&call{op: "Close", file: f}, f.file.Close) }
