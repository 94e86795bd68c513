package stages

import (
	"context"
	"errors"
	"os"
)

// tempFiles are pending files with a temporary name: what is left where a file can't do without one.
type tempFiles struct{ dir *Dir }

// openTempFiles checks that files can be made in d.
func openTempFiles(d *Dir) (pends, error) {
	files := tempFiles{d}
	f, name, err := files.create()
	if err != nil {
		return nil, err
	}
	return files, (&tempFile{diskFile: diskFile{f, d}, temp: name}).Discard()
}

func (t tempFiles) close() error { return nil }

func (t tempFiles) write(p []byte) (Pending, error) {
	f, name, err := t.create()
	if err != nil {
		return nil, t.dir.writeError(err)
	}
	return begin(&tempFile{diskFile: diskFile{f, t.dir}, temp: name}, p)
}

// create makes a file and locks it. Between the two another run may take it for one left behind and remove it;
// then it is made anew.
func (t tempFiles) create() (f *os.File, name string, err error) {
	for {
		name, err = t.dir.temps.claim(func(name string) error {
			f, err = t.dir.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
			return err
		})
		if err != nil {
			return nil, "", err
		}
		if err := lock(f); err == nil && hasName(t.dir.root, f, name) {
			return f, name, nil
		}
		f.Close()
	}
}

type tempFile struct {
	diskFile
	temp    string
	release func() // of the lock, once the file is closed; nil before
}

// Publish waits for nothing.
func (t *tempFile) Publish(_ context.Context, name string) error {
	err := t.publish(name)
	if exhausted(err) {
		return err
	}
	if err != nil {
		return errors.Join(err, t.Discard())
	}
	t.release()
	return nil
}

func (t *tempFile) publish(name string) (err error) {
	if t.release == nil {
		if t.release, err = closeLocked(t.File); err != nil {
			return t.dir.writeError(err)
		}
	}
	if _, err := t.dir.makeParent(name); err != nil {
		return err
	}
	if err := t.dir.root.Rename(t.temp, name); err != nil {
		return t.dir.replaceError(name, err)
	}
	return nil
}

// Discard takes the name away while the lock is held.
func (t *tempFile) Discard() error {
	err := t.dir.root.Remove(t.temp)
	if t.release == nil {
		return errors.Join(err, t.File.Close())
	}
	t.release()
	return err
}
