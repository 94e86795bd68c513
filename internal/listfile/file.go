// Package listfile writes a file that gets its name at the end of a run. Until then a [File] is a
// pending file of package local in the directory of its name. So a file that has the name stays as
// it is until the new one is whole. The run publishes its lists, then syncs the log, and then
// writes the tally. Memory does not grow with the length of a list.
package listfile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/store/local"
)

// A File is a list that is being written. One goroutine uses it.
type File struct {
	what, option string
	path         string
	dir          *local.Dir
	pending      local.Pending // nil after Publish
	text         *bufio.Writer
	err          error // the first
}

// Create begins the file that will have the name path. It replaces a file that has the name when it
// is published. Errors call it by what it is, and name the option that sets its path.
func Create(path, what, option string) (*File, error) {
	f := &File{path: path, what: what, option: option}
	if err := f.open(); err != nil {
		return nil, f.wrap(err)
	}
	return f, nil
}

func (f *File) wrap(err error) error {
	return fmt.Errorf("%s %s: %w; choose another with %s", f.what, f.path, disk.Bare(err), f.option)
}

func (f *File) open() error {
	err := f.checkThere()
	if err != nil {
		return err
	}
	if f.dir, err = local.OpenExisting(filepath.Dir(f.path)); err != nil {
		return err
	}
	file, err := f.dir.Create(context.Background(), nil)
	if err != nil {
		return errors.Join(err, f.dir.Close())
	}
	f.pending = file.(local.Pending)
	f.text = bufio.NewWriterSize(io.NewOffsetWriter(f.pending, 0), 64<<10)
	return nil
}

// checkThere checks the file that will be replaced. If that is a link, it checks the target of the
// link.
func (f *File) checkThere() error {
	if _, err := os.Lstat(f.path); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(f.path)); err != nil {
			return fmt.Errorf("its directory: %w", disk.Bare(err))
		}
		return nil
	}
	path, err := filepath.EvalSymlinks(f.path)
	if err != nil {
		return err
	}
	f.path = path
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("is not a regular file")
	case journal.IsLog(path):
		return errors.New("is the log of a run")
	}
	return nil
}

// Protect keeps the file from replacing other files that the run reads or writes, under any of
// their names. It is called before the run.
func (f *File) Protect(files ...local.OwnFile) { f.dir.Protect(files...) }

// Add adds an entry. It returns the first error of writing once. Later calls return nil.
func (f *File) Add(entry []byte) error {
	if f.err != nil {
		return nil
	}
	if _, err := f.text.Write(entry); err != nil {
		f.err = f.wrap(err)
	}
	return f.err
}

// Publish gives the file its name, under which it replaces an existing file. If durable is set, it
// syncs the file and the name. Call it once, after the last Add. It waits for the disk even if ctx
// ends. If Add has returned an error, Publish returns the same error and does nothing.
func (f *File) Publish(ctx context.Context, durable bool) error {
	if f.err == nil {
		if err := f.finish(ctx, durable); err != nil {
			f.err = f.wrap(err)
		}
	}
	return f.err
}

func (f *File) finish(ctx context.Context, durable bool) error {
	err := f.text.Flush()
	if err == nil && durable {
		err = f.pending.Sync()
	}
	if err != nil {
		return err
	}
	pending := f.pending
	f.pending = nil
	if err := pending.Publish(ctx, filepath.Base(f.path)); err != nil || !durable {
		return err
	}
	return f.dir.SyncDir(ctx, ".")
}

// Close closes the directory of the file. If the file has no name yet, Close removes it.
func (f *File) Close() error {
	var err error
	if f.pending != nil {
		err = f.pending.Discard()
	}
	return errors.Join(err, f.dir.Close())
}
