// Package failedlist writes the inputs of codes that have no file at the end of a run, so that they
// can be tried again. A [List] is a pending file of package local in the directory of its final
// name. So a file that has the name stays as it is until the list is whole. Codes are added as
// results come. The run publishes the list, then syncs the log, and then writes the tally.
package failedlist

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/store/local"
)

// List contains the inputs, as they were given, of the codes that have no file at the end: one a
// line, or each ended by NUL. A nil List keeps no input.
type List struct {
	path    string
	dir     *local.Dir
	pending local.Pending
	text    *bufio.Writer
	end     byte
	err     error // the first
}

// Open begins the list that will have the name path. end ends each of its entries. The list gets
// its name when it is whole, and replaces a file that has the name. Until then that file stays as
// it is.
func Open(path string, end byte) (*List, error) {
	d := &List{path: path, end: end}
	if err := d.open(); err != nil {
		return nil, d.wrap(err)
	}
	return d, nil
}

func (d *List) wrap(err error) error {
	return fmt.Errorf("list of failed codes %s: %w; choose another with --failed", d.path, disk.Bare(err))
}

func (d *List) open() error {
	err := d.checkThere()
	if err != nil {
		return err
	}
	if d.dir, err = local.OpenExisting(filepath.Dir(d.path)); err != nil {
		return err
	}
	file, err := d.dir.Create(context.Background(), nil)
	if err != nil {
		return errors.Join(err, d.dir.Close())
	}
	d.pending = file.(local.Pending)
	d.text = bufio.NewWriterSize(io.NewOffsetWriter(d.pending, 0), 64<<10)
	return nil
}

// checkThere checks the file that will be replaced. If that is a link, it checks the target of the
// link.
func (d *List) checkThere() error {
	if _, err := os.Lstat(d.path); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(d.path)); err != nil {
			return fmt.Errorf("its directory: %w", disk.Bare(err))
		}
		return nil
	}
	path, err := filepath.EvalSymlinks(d.path)
	if err != nil {
		return err
	}
	d.path = path
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

// Protect keeps the list from replacing other files that the run reads or writes, under any of
// their names. It is called before the run.
func (d *List) Protect(files ...local.OwnFile) {
	if d != nil {
		d.dir.Protect(files...)
	}
}

const byteOrderMark = "\ufeff"

// Add adds the input of a job that has no file. It returns the first error of writing once. Later
// calls return nil.
func (d *List) Add(o *logline.Result) error {
	if d == nil || d.err != nil || o.Input == "" {
		return nil
	}
	switch o.Status {
	case outcome.OK, outcome.Skipped, outcome.Unchanged:
		return nil
	}
	if d.text.Buffered() == 0 && d.end == '\n' && strings.HasPrefix(o.Input, byteOrderMark) {
		d.text.WriteByte(d.end) // a blank line, since a byte order mark at the beginning of the list would be skipped
	}
	d.text.WriteString(o.Input) // the writer keeps its error for the next call
	if err := d.text.WriteByte(d.end); err != nil {
		d.err = d.wrap(err)
	}
	return d.err
}

// Publish gives the list its name, under which it replaces an existing list. If durable is set, it
// syncs the list and the name. Call it once, after the last Add. It waits for the disk even if ctx
// ends. If Add has returned an error, Publish returns the same error and does nothing.
func (d *List) Publish(ctx context.Context, durable bool) error {
	if d == nil {
		return nil
	}
	if d.err == nil {
		if err := d.finish(ctx, durable); err != nil {
			d.err = d.wrap(err)
		}
	}
	return d.err
}

func (d *List) finish(ctx context.Context, durable bool) error {
	err := d.text.Flush()
	if err == nil && durable {
		err = d.pending.Sync()
	}
	if err != nil {
		return err
	}
	pending := d.pending
	d.pending = nil
	if err := pending.Publish(ctx, filepath.Base(d.path)); err != nil || !durable {
		return err
	}
	return d.dir.SyncDir(ctx, ".")
}

// Close closes the directory of the list. If the list has no name yet, Close removes it.
func (d *List) Close() error {
	if d == nil {
		return nil
	}
	var err error
	if d.pending != nil {
		err = d.pending.Discard()
	}
	return errors.Join(err, d.dir.Close())
}
