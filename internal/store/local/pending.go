package local

import (
	"context"
	"errors"
	"io/fs"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/fdlimit"
)

// A pendingFile is the Pending of a Dir. It has no name, or a temporary one. It has a temporary one
// if the system can't make files without a name, or if it is about to replace an existing file: a
// rename can do that, but a link can't.
type pendingFile struct {
	disk.File
	dir     *Dir
	temp    string // its temporary name, or empty
	synced  bool   // its content is durable
	release func() // releases its lock after the file is closed; nil before
}

func (p *pendingFile) WriteAt(b []byte, at int64) (int, error) {
	n, err := p.File.WriteAt(b, at)
	if err != nil {
		return n, p.dir.writeError(err)
	}
	return n, nil
}

// Sync waits for the disk.
func (p *pendingFile) Sync() error {
	if err := p.File.Sync(); err != nil {
		return p.dir.syncError(".", err)
	}
	p.synced = true
	return nil
}

// Publish ignores ctx.
func (p *pendingFile) Publish(_ context.Context, name string) error {
	switch err := p.name(name); {
	case fdlimit.IsExhausted(err):
		return err
	case err != nil:
		return errors.Join(err, p.Discard())
	case p.release != nil:
		p.release()
		return nil
	}
	if err := p.File.Close(); err != nil {
		return errors.Join(p.dir.writeError(err), p.dir.Remove(name))
	}
	return nil
}

// name gives the file its name. If it is called again after an error for lack of descriptors, it
// does not repeat the steps that it has done.
func (p *pendingFile) name(name string) error {
	if err := p.dir.checkFree(name); err != nil {
		return err
	}
	if p.temp == "" {
		err := p.dir.inDirectory(name, func() error { return p.dir.disk.Link(p.File, name) })
		if !errors.Is(err, fs.ErrExist) {
			return p.dir.publishError(name, err)
		}
	}
	if p.release == nil { // it is open
		if err := p.inherit(name); err != nil {
			return err
		}
	}
	if p.temp == "" {
		if err := p.takeTemp(); err != nil {
			return p.dir.publishError(name, err)
		}
	}
	return p.replace(name)
}

// inherit gives the file the access rights of the file that it replaces, or of a new file. It does
// so before the file has its final name. If the name belongs to a file of the run itself, it
// returns an error.
func (p *pendingFile) inherit(name string) error {
	old, err := p.dir.disk.Lstat(name)
	switch {
	case err == nil:
		if err := p.dir.checkProtected(name, old); err != nil {
			return err
		}
		if old.Mode().Type() == fs.ModeSymlink {
			old, err = p.dir.disk.Stat(name) // an error means that it leads nowhere in the destination
		}
	case !errors.Is(err, fs.ErrNotExist):
		return p.dir.publishError(name, err)
	}
	switch {
	case fdlimit.IsExhausted(err):
		return err
	case err != nil || !old.Mode().IsRegular():
		return p.dir.publishError(name, p.dir.disk.Chmod(p.File, p.dir.newMode))
	}
	changed, err := p.dir.disk.Inherit(p.File, name, old)
	if err == nil && changed && p.synced {
		err = p.Sync() // else a power cut might leave the name with the old access rights
	}
	return p.dir.inheritError(name, err)
}

// replace renames the file. It closes the file first, since Close may report a failed write, and
// since some systems can't rename an open file.
func (p *pendingFile) replace(name string) (err error) {
	if p.release == nil {
		if p.release, err = p.File.CloseLocked(); err != nil {
			return p.dir.writeError(err)
		}
	}
	err = p.dir.inDirectory(name, func() error { return p.dir.disk.Rename(p.temp, name) })
	return p.dir.replaceError(name, err)
}

// takeTemp locks the file and gives it a temporary name.
func (p *pendingFile) takeTemp() (err error) {
	if err := p.dir.lock(p.File); err != nil {
		return err
	}
	p.temp, err = p.dir.temps.claim(p.dir.disk.Mkdir, func(name string) error { return p.dir.disk.Link(p.File, name) })
	return err
}

// Discard removes the file. It removes a temporary name while the lock is held.
func (p *pendingFile) Discard() error {
	var err error
	if p.temp != "" {
		err = p.dir.Remove(p.temp)
	}
	if p.release != nil {
		p.release()
		return err
	}
	return errors.Join(err, p.File.Close())
}
