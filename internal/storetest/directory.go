// Package storetest provides a fake directory that the tests of several packages share.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing/fstest"
	"time"

	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/spool"
)

// A Directory is a local.Directory in memory. Its hooks can make calls fail. A nil hook does
// nothing.
type Directory struct {
	Files     map[string]string    // content by name
	ModTimes  map[string]time.Time // by name, as SetModTime has set them
	OnCreate  func() error
	OnPublish func(name string) error
	OnSync    func() error
	OnSyncDir func(name string) error

	mu      sync.Mutex
	pending int
}

// Pending returns the number of files that were neither published nor discarded.
func (d *Directory) Pending() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pending
}

// Len returns the number of files.
func (d *Directory) Len() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.Files)
}

// Create starts a file with p as its first bytes.
func (d *Directory) Create(_ context.Context, p []byte) (spool.File, error) {
	if d.OnCreate != nil {
		if err := d.OnCreate(); err != nil {
			return nil, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pending++
	return &file{dir: d, text: bytes.Clone(p)}, nil
}

// SyncDir calls OnSyncDir.
func (d *Directory) SyncDir(_ context.Context, name string) error {
	if d.OnSyncDir != nil {
		return d.OnSyncDir(name)
	}
	return nil
}

// Open opens a published file.
func (d *Directory) Open(_ context.Context, name string) (fs.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	files := fstest.MapFS{}
	for name, text := range d.Files {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files.Open(name)
}

// Stat describes a published file.
func (d *Directory) Stat(ctx context.Context, name string) (fs.FileInfo, error) {
	file, err := d.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	return file.Stat()
}

// Remove removes a published file.
func (d *Directory) Remove(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.Files, name)
	delete(d.ModTimes, name)
	return nil
}

// Location returns the path of name under out.
func (d *Directory) Location(name string) string { return "out/" + name }

// Close does nothing.
func (d *Directory) Close() error { return nil }

// A file is a pending file of a Directory.
type file struct {
	dir   *Directory
	mu    sync.Mutex
	text  []byte
	ended bool

	modTime time.Time
}

func (f *file) WriteAt(p []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if end := int(at) + len(p); end > len(f.text) {
		f.text = append(f.text, make([]byte, end-len(f.text))...)
	}
	return copy(f.text[at:], p), nil
}

func (f *file) WriteBack() {}

func (f *file) SetModTime(at time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.modTime = at
	return nil
}

func (f *file) Sync() error {
	if f.dir.OnSync != nil {
		return f.dir.OnSync()
	}
	return nil
}

func (f *file) Publish(_ context.Context, name string) error {
	if f.dir.OnPublish != nil {
		if err := f.dir.OnPublish(name); fdlimit.IsExhausted(err) {
			return err
		} else if err != nil {
			return errors.Join(err, f.Discard())
		}
	}
	if err := f.Discard(); err != nil {
		return err
	}
	f.dir.mu.Lock()
	defer f.dir.mu.Unlock()
	if f.dir.Files == nil {
		f.dir.Files = map[string]string{}
	}
	f.dir.Files[name] = string(f.text)
	if f.modTime.IsZero() {
		delete(f.dir.ModTimes, name)
		return nil
	}
	if f.dir.ModTimes == nil {
		f.dir.ModTimes = map[string]time.Time{}
	}
	f.dir.ModTimes[name] = f.modTime
	return nil
}

func (f *file) Discard() error {
	f.dir.mu.Lock()
	defer f.dir.mu.Unlock()
	if f.ended {
		return errors.New("a file that has ended already ends again")
	}
	f.ended = true
	f.dir.pending--
	return nil
}

// Text returns the content of a body and discards the body. If the body has a file, it must belong
// to a Directory.
func Text(body *spool.Body) string {
	defer body.Discard()
	if taken := body.TakeFile(); taken != nil {
		defer taken.Discard()
		return string(taken.(*file).text)
	}
	return string(body.Bytes())
}
