package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync/atomic"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/spool"
)

// A Dir is the Directory of a destination. It never writes outside the destination, even if links
// lead out of it.
type Dir struct {
	path    string
	disk    disk.Disk
	temps   temps
	unnamed bool        // files have no name while they are written
	noLocks atomic.Bool // the file system has none
	newMode fs.FileMode // of a file that replaces no other
	own     []ownFile
}

// OpenDir opens a directory. If the directory is not there, OpenDir makes it and its parents. It
// checks that files can be made in the directory. It removes the temporary names that killed runs
// left behind.
func OpenDir(name string) (*Dir, error) {
	d, err := openDir(name)
	switch {
	case fdlimit.IsExhausted(err):
		return nil, fmt.Errorf("destination %s: %w; raise the limit (ulimit -n)", name, disk.Bare(err))
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("destination %s: is not a directory; choose another with --out", name)
	case err != nil:
		return nil, fmt.Errorf("destination %s: %w; choose another with --out", name, disk.Bare(err))
	}
	return d, nil
}

func openDir(name string) (*Dir, error) {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return nil, err
	}
	return OpenExisting(name)
}

// OpenExisting opens an existing directory.
func OpenExisting(name string) (*Dir, error) {
	root, err := disk.Open(name)
	if err != nil {
		return nil, err
	}
	d := &Dir{path: name, disk: root}
	sweep(root.Root)
	if err := d.probe(root); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// NewDir returns the Dir of a directory on a disk. If unnamed is set, files have no name while they
// are written. A file that replaces no other gets mode.
func NewDir(path string, on disk.Disk, unnamed bool, mode fs.FileMode) *Dir {
	return &Dir{path: path, disk: on, unnamed: unnamed, newMode: mode}
}

// IsUnnamed reports whether files have no name while they are written.
func (d *Dir) IsUnnamed() bool { return d.unnamed }

// probe checks whether the file system can make files without a name and name them later. If not,
// it checks whether files can be made at all.
func (d *Dir) probe(root *disk.Root) error {
	f, err := root.Unnamed()
	if err == nil {
		defer f.Close() // nothing was written
		d.unnamed = root.CanName(f) == nil
		d.newMode, err = disk.ModeOf(f)
	}
	if d.unnamed || fdlimit.IsExhausted(err) {
		return err
	}
	named, err := d.create(0o666)
	if err != nil {
		return err
	}
	d.newMode, err = disk.ModeOf(named.File)
	return errors.Join(err, named.Discard())
}

// Close closes the directory. Every pending file must have ended before. If the path no longer
// leads to the directory, Close returns an error: the files published are in the directory that was
// opened, wherever it is now.
func (d *Dir) Close() error {
	if d.temps.crowded.Load() {
		d.disk.Remove(crowdDir) // an error means that it is not empty, or gone
	}
	return errors.Join(d.checkPlace(), d.disk.Close())
}

// SyncParents makes the path of the destination durable, by syncing the directories above it.
func (d *Dir) SyncParents() error { return disk.SyncParents(d.path) }

// Create starts a file with the bytes p. It ignores ctx.
func (d *Dir) Create(_ context.Context, p []byte) (spool.File, error) {
	f, err := d.start()
	if err != nil {
		return nil, d.writeError(err)
	}
	if _, err := f.WriteAt(p, 0); err != nil {
		return nil, errors.Join(err, f.Discard())
	}
	return f, nil
}

func (d *Dir) start() (*pendingFile, error) {
	if !d.unnamed {
		return d.create(0o600)
	}
	f, err := d.disk.Unnamed()
	if err != nil {
		return nil, err
	}
	return &pendingFile{File: f, dir: d}, nil
}

// create makes a file under a temporary name and locks it. Between the two steps another run may
// take it for a leftover and remove it, under the lock. Then create makes another file. If mode is
// 0600, only its owner can read the file, since it may replace a private one.
func (d *Dir) create(mode fs.FileMode) (*pendingFile, error) {
	for {
		p := &pendingFile{dir: d}
		var err error
		p.temp, err = d.temps.claim(d.disk.Mkdir, func(name string) (err error) {
			p.File, err = d.disk.Create(name, mode)
			return err
		})
		if err != nil {
			return nil, err
		}
		switch err := d.lock(p.File); {
		case err == nil && d.disk.Holds(p.File, p.temp):
			return p, nil
		case err != nil && !errors.Is(err, filelock.ErrTaken):
			return nil, errors.Join(err, p.Discard())
		}
		p.File.Close() // it is empty
	}
}

// lock locks a file that has a temporary name, or is about to have one. If the file system has no
// locks, no run removes the temporary names of others.
func (d *Dir) lock(f disk.File) error {
	err := f.Lock()
	if filelock.IsUnsupported(err) {
		d.noLocks.Store(true)
		return nil
	}
	return err
}

// KeepsLeftovers reports whether the temporary files of a killed run stay. The file system has
// neither locks nor unnamed files.
func (d *Dir) KeepsLeftovers() bool { return d.noLocks.Load() && !d.unnamed }

// Stat ignores ctx. For a link that leads nowhere, or out of the destination, it
// describes the link. For a file of the run itself it returns an error.
func (d *Dir) Stat(_ context.Context, name string) (fs.FileInfo, error) {
	info, err := d.disk.Stat(name)
	if err != nil && !fdlimit.IsExhausted(err) {
		info, err = d.disk.Lstat(name)
	}
	if err != nil {
		return nil, err
	}
	return info, d.checkProtected(name, info)
}

func (d *Dir) checkPlace() error {
	moved, err := d.disk.Moved(d.path)
	switch {
	case err != nil:
		return fmt.Errorf("destination %s: %w", d.path, disk.Bare(err))
	case moved:
		return d.movedError()
	}
	return nil
}

// Open opens a published file. It ignores ctx.
func (d *Dir) Open(_ context.Context, name string) (fs.File, error) { return d.disk.Open(name) }

// Remove removes the name of a published file.
func (d *Dir) Remove(name string) error {
	if err := d.disk.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", d.full(name), disk.Bare(err))
	}
	return nil
}

// SyncDir syncs a directory. It waits for the disk even if ctx ends.
func (d *Dir) SyncDir(_ context.Context, name string) error {
	if err := d.disk.SyncDir(name); err != nil {
		return d.syncError(name, err)
	}
	return nil
}

// inDirectory calls give, which gives a file its name. If the directory of the name is missing, it
// makes the directory.
func (d *Dir) inDirectory(name string, give func() error) error {
	directory := path.Dir(name)
	err := give()
	if directory == "." || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.disk.Mkdir(directory); err != nil {
		return err
	}
	return give()
}

// Location returns the path of a file, beginning with the path of the directory as the user gave
// it.
func (d *Dir) Location(name string) string { return d.full(name) }

func (d *Dir) full(name string) string { return location(d.path, name) }

func location(path, name string) string { return filepath.Join(path, filepath.FromSlash(name)) }
