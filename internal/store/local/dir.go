package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/filelock"
	"github.com/hoist/hoist/internal/spool"
)

// A Dir is the Directory of a destination. Nothing is ever written outside of it, whatever
// links are in it.
type Dir struct {
	path    string
	disk    disk.Disk
	temps   temps
	unnamed bool        // files that are being written have no name
	newMode fs.FileMode // of a file that replaces none
	own     []ownFile
}

// OpenDir opens the directory, which it makes, with its parents, if it is not there. It checks that
// files can be made in it, and removes the temporary names that earlier runs left when they were
// killed.
func OpenDir(name string) (*Dir, error) {
	d, err := openDir(name)
	switch {
	case fdlimit.IsExhausted(err):
		return nil, fmt.Errorf("destination %s: %w; raise the limit (ulimit -n)", name, disk.Bare(err))
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("destination %s: what is there is no directory; choose another with --out", name)
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

// OpenExisting opens a directory that is there.
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

// NewDir returns the Dir of a directory on a disk. Files that are being written have no name where
// unnamed is set, and one that replaces none gets the mode.
func NewDir(path string, on disk.Disk, unnamed bool, mode fs.FileMode) *Dir {
	return &Dir{path: path, disk: on, unnamed: unnamed, newMode: mode}
}

// IsUnnamed reports whether files that are being written have no name.
func (d *Dir) IsUnnamed() bool { return d.unnamed }

// probe finds out whether the file system can make files without a name and whether those can be
// named later; if not, whether files can be made at all.
func (d *Dir) probe(root *disk.Root) error {
	f, err := root.Unnamed()
	if err == nil {
		defer f.Close() // nothing was written to it
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

// Close releases the directory. Every pending file must have ended before. The error says if it is
// not where it was when it was opened: files that were published meanwhile are in the directory
// that was opened, wherever that is now.
func (d *Dir) Close() error { return errors.Join(d.checkPlace(), d.disk.Close()) }

// SyncParents makes durable that the directory is where it is: it syncs the directories above it.
// One that may not be read is left out; it was not made by this user.
func (d *Dir) SyncParents() error {
	full, err := filepath.Abs(d.path)
	if err != nil {
		return d.syncError(".", err)
	}
	for parent := filepath.Dir(full); parent != full; full, parent = parent, filepath.Dir(parent) {
		if err := disk.SyncPath(parent); err != nil {
			return fmt.Errorf("sync %s: %w", parent, disk.Bare(err))
		}
	}
	return nil
}

// Create starts a file with p. It waits for nothing.
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

// create makes a file under a temporary name and locks it. Between the two another run may take it
// for one left behind and remove it, under the lock; then it is made anew. One with content is for
// its owner alone as long as it may come to replace a private one.
func (d *Dir) create(mode fs.FileMode) (*pendingFile, error) {
	for {
		p := &pendingFile{dir: d}
		var err error
		p.temp, err = d.temps.claim(func(name string) (err error) {
			p.File, err = d.disk.Create(name, mode)
			return err
		})
		if err != nil {
			return nil, err
		}
		switch err := p.File.Lock(); {
		case err == nil && d.disk.Holds(p.File, p.temp):
			return p, nil
		case err != nil && !errors.Is(err, filelock.ErrTaken):
			return nil, errors.Join(err, p.Discard())
		}
		p.File.Close() // it is empty
	}
}

// Stat waits for nothing. Of a link that leads nowhere, or out of the destination, it tells of the
// link. A file of the run itself is an error.
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

// Open waits for nothing.
func (d *Dir) Open(_ context.Context, name string) (fs.File, error) { return d.disk.Open(name) }

// Remove takes the name of a published file away.
func (d *Dir) Remove(name string) error {
	if err := d.disk.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", d.full(name), disk.Bare(err))
	}
	return nil
}

// SyncDir waits for the disk.
func (d *Dir) SyncDir(_ context.Context, name string) error {
	if err := d.disk.SyncDir(name); err != nil {
		return d.syncError(name, err)
	}
	return nil
}

// inDirectory calls give, which gives a file its name, and makes the directories of that where they
// are missing.
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

// Location is the path of a file, from that of the directory as it was given.
func (d *Dir) Location(name string) string { return d.full(name) }

func (d *Dir) full(name string) string { return filepath.Join(d.path, filepath.FromSlash(name)) }
