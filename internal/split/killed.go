package split

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/parts"
)

// clear checks that the directory has no parts but those of a killed split, and removes these and
// the temporary files.
func (p *place) clear() error {
	_, err := os.Lstat(filepath.Join(p.dir, parts.IndexName))
	if err == nil {
		p.marked = false
		return &ExistsError{p.dir, true}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return p.wrap(err)
	}
	given, err := p.given()
	if err != nil {
		return err
	}
	files, err := os.ReadDir(p.dir)
	if err != nil {
		return p.wrap(err)
	}
	var left []string
	for _, f := range files {
		if _, ok := parts.Number(f.Name()); !ok || !strings.HasSuffix(f.Name(), ".zst") {
			continue
		}
		info, err := f.Info()
		if err != nil {
			return p.wrap(err)
		}
		if size, ok := given[f.Name()]; !ok || info.Size() != size {
			return &ExistsError{p.dir, false}
		}
		left = append(left, f.Name())
	}
	if err := p.unname(left); err != nil {
		return err
	}
	return p.removeTemporary()
}

// given returns the names that a killed split may have given to parts, and the sizes of these. They
// are those of the index in the temporary directory. If that index is not whole, no part had a name
// yet.
func (p *place) given() (map[string]int64, error) {
	text, err := os.ReadFile(p.temporary(parts.IndexName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, p.wrap(err)
	}
	index, err := parts.ParseIndex(text)
	if err != nil {
		return nil, nil
	}
	sizes := map[string]int64{}
	for _, e := range index.Each {
		sizes[e.Name] = e.Size
	}
	return sizes, nil
}

// unname removes parts without an index. That is durable before the index in the temporary
// directory is removed.
func (p *place) unname(names []string) error {
	for _, name := range names {
		if err := os.Remove(filepath.Join(p.dir, name)); err != nil {
			return p.wrap(err)
		}
	}
	if len(names) > 0 {
		if err := disk.SyncPath(p.dir); err != nil {
			return p.wrap(err)
		}
	}
	p.marked = false
	return nil
}

// Clean removes the temporary directory of a killed split from a directory that has whole parts. If
// another split has locked it, that is an error.
func Clean(dir string) error {
	p := &place{dir: dir}
	err := p.enter()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, p.close())
}
