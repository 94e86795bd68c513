package split

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/parts"
)

// publish syncs the files of the parts that the index describes, and gives them their names, and
// then the index. Each step is durable before the next begins. It sets the sizes in the index.
func (p *place) publish(index *parts.Index) error {
	var names []string
	for _, e := range index.Each {
		if e.Name != "" {
			names = append(names, e.Name)
		}
	}
	if err := p.syncAll(index.Each); err != nil {
		return err
	}
	if err := p.writeIndex(index); err != nil {
		return err
	}
	p.marked = true
	named, err := p.nameAll(names)
	if err == nil {
		err = p.nameIndex()
	}
	if err != nil { // parts without an index are useless
		return errors.Join(err, p.unname(named))
	}
	p.marked = false
	return nil
}

// syncsAtOnce is the number of files that are synced at the same time, so that the file system can
// sync them in groups.
const syncsAtOnce = 8

// syncAll makes the content of the files durable, and sets their sizes.
func (p *place) syncAll(each []parts.IndexEntry) error {
	syncs := pool.New().WithMaxGoroutines(syncsAtOnce).WithErrors().WithFirstError()
	for i := range each {
		e := &each[i]
		if e.Name == "" {
			continue
		}
		syncs.Go(func() (err error) {
			if e.Size, err = syncFile(p.temporary(e.Name)); err != nil {
				return fmt.Errorf("part %s of %s: %w", e.Name, p.dir, disk.Bare(err))
			}
			return nil
		})
	}
	return syncs.Wait()
}

// writeIndex writes the index into the temporary directory.
func (p *place) writeIndex(index *parts.Index) error {
	text, err := index.Append(nil)
	if err != nil {
		return err
	}
	path := p.temporary(parts.IndexName)
	if err = os.WriteFile(path, text, 0o666); err == nil {
		_, err = syncFile(path)
	}
	if err != nil {
		return fmt.Errorf("%s of %s: %w", parts.IndexName, p.dir, disk.Bare(err))
	}
	for _, dir := range []string{p.temporaryDir(), p.dir} {
		if err := disk.SyncPath(dir); err != nil {
			return p.wrap(err)
		}
	}
	return disk.SyncParents(p.dir)
}

// nameAll gives the files their names. It returns the names that it has given.
func (p *place) nameAll(names []string) (named []string, err error) {
	for i, name := range names {
		if err := p.name(name); err != nil {
			return names[:i], err
		}
	}
	if err := disk.SyncPath(p.dir); err != nil {
		return names, p.wrap(err)
	}
	return names, nil
}

// nameIndex gives the index its name. If that can't be made durable, it takes the name back.
func (p *place) nameIndex() error {
	if err := p.name(parts.IndexName); err != nil {
		return err
	}
	if err := disk.SyncPath(p.dir); err != nil {
		return errors.Join(p.wrap(err), os.Rename(filepath.Join(p.dir, parts.IndexName), p.temporary(parts.IndexName)))
	}
	return nil
}

// name gives a temporary file its name.
func (p *place) name(name string) error {
	if err := os.Rename(p.temporary(name), filepath.Join(p.dir, name)); err != nil {
		return fmt.Errorf("part %s of %s: %w", name, p.dir, disk.Bare(err))
	}
	return nil
}

// syncFile makes the content of a file durable. It returns the size of the file.
func syncFile(path string) (size int64, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	err = f.Sync()
	info, failed := f.Stat()
	if err := errors.Join(err, failed, f.Close()); err != nil {
		return 0, err
	}
	return info.Size(), nil
}
