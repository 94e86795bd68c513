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

// publish syncs the files, gives them their names, and writes the index.
func (p *place) publish(names []string, index *parts.Index) error {
	err := p.syncAll(names)
	if err != nil {
		return err
	}
	err = p.nameAll(names)
	if err == nil {
		err = p.writeIndex(index)
	}
	if err != nil { // parts without an index are useless
		for _, name := range names {
			os.Remove(filepath.Join(p.dir, name)) // it may have no name yet
		}
	}
	return err
}

// syncsAtOnce is the number of files that are synced at the same time, so that the file system can
// sync them in groups.
const syncsAtOnce = 8

// syncAll makes the content of the files durable.
func (p *place) syncAll(names []string) error {
	syncs := pool.New().WithMaxGoroutines(syncsAtOnce).WithErrors().WithFirstError()
	for _, name := range names {
		syncs.Go(func() error {
			if err := syncFile(filepath.Join(p.dir, temporaryName, name)); err != nil {
				return fmt.Errorf("part %s of %s: %w", name, p.dir, disk.Bare(err))
			}
			return nil
		})
	}
	return syncs.Wait()
}

// nameAll gives the files their names.
func (p *place) nameAll(names []string) error {
	for _, name := range names {
		if err := p.name(name); err != nil {
			return err
		}
	}
	if err := disk.SyncPath(p.dir); err != nil {
		return p.wrap(err)
	}
	return nil
}

// name gives a temporary file its name.
func (p *place) name(name string) error {
	if err := os.Rename(filepath.Join(p.dir, temporaryName, name), filepath.Join(p.dir, name)); err != nil {
		return fmt.Errorf("part %s of %s: %w", name, p.dir, disk.Bare(err))
	}
	return nil
}

// writeIndex writes the index in one step.
func (p *place) writeIndex(index *parts.Index) error {
	text, err := index.Append(nil)
	if err != nil {
		return err
	}
	path := filepath.Join(p.dir, temporaryName, parts.IndexName)
	if err = os.WriteFile(path, text, 0o666); err == nil {
		err = syncFile(path)
	}
	if err != nil {
		return fmt.Errorf("%s of %s: %w", parts.IndexName, p.dir, disk.Bare(err))
	}
	if err := disk.SyncParents(p.dir); err != nil {
		return err
	}
	if err := p.name(parts.IndexName); err != nil {
		return err
	}
	if err := disk.SyncPath(p.dir); err != nil {
		return errors.Join(err, os.Remove(filepath.Join(p.dir, parts.IndexName)))
	}
	return nil
}

// syncFile makes the content of a file durable.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
