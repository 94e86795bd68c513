package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/store"
)

// A Reader reads the files of a destination, which may not be there. It makes and removes nothing.
type Reader struct {
	path string
	dir  *Dir // nil if the destination is not there
}

// OpenReader opens a directory for reading. If the directory is not there, it has no file.
func OpenReader(name string) (*Reader, error) {
	root, err := disk.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Reader{path: name}, nil
	case err != nil:
		return nil, fmt.Errorf("destination %s: %w; choose another with --out", name, disk.Bare(err))
	}
	return &Reader{name, &Dir{path: name, disk: root}}, nil
}

// Location returns the path of a file.
func (r *Reader) Location(name string) string { return location(r.path, name) }

// Capabilities returns all capabilities.
func (r *Reader) Capabilities() store.Capabilities { return capabilities() }

// Stat describes a file.
func (r *Reader) Stat(ctx context.Context, name string) (fs.FileInfo, error) {
	if r.dir == nil {
		return nil, fs.ErrNotExist
	}
	return r.dir.Stat(ctx, name)
}

// Open opens a file for reading.
func (r *Reader) Open(ctx context.Context, name string) (fs.File, error) {
	if r.dir == nil {
		return nil, fs.ErrNotExist
	}
	return r.dir.Open(ctx, name)
}

// Close closes the directory.
func (r *Reader) Close() error {
	if r.dir == nil {
		return nil
	}
	return r.dir.disk.Close()
}
