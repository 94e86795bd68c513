package stages

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/hoist/hoist/sink"
)

// An IfExists says what becomes of a code whose file was there before.
type IfExists string

const (
	Overwrite IfExists = "overwrite" // it is fetched, and its file replaced
	SkipFile  IfExists = "skip"      // it is skipped
	Refresh   IfExists = "refresh"   // it is asked for anew, if an earlier run saved it, and fetched if it has changed
	Refuse    IfExists = "error"     // it is an error
)

// Existing is what is done about files that were there before the run. The zero value is to replace them.
type Existing struct {
	IfExists IfExists // Overwrite where it is empty
	Earlier  Earlier  // nil where nothing is known
	Verify   bool     // a file that an earlier run saved must have the hash that it had then, and not only the size
}

// Earlier tells what earlier runs saved. It is safe for use by several goroutines.
type Earlier interface {
	// Find returns what was last said of the file that code had under path, if anything was. The error is fatal.
	Find(code, path string) (sink.Record, bool, error)
}

// A looker looks at what is there of the files of requests. It is safe for use by several goroutines.
type looker struct {
	Existing
	store Store
	out   string          // the destination, for paths in records
	soft  context.Context // its end ends the reading of files
}

// look decides whether a job is to be fetched: it gets an Err if not, and where the server is to be asked for changes
// only, what the file is known to be. What can't be looked at is fetched, and its saving will say what is wrong. The
// error is fatal to the run.
func (l *looker) look(ctx context.Context, _ int, r Request) (Request, error) {
	if r.Err != nil || l.soft.Err() != nil {
		return r, nil
	}
	info, err := l.store.Stat(ctx, r.Name)
	if err != nil || !info.Mode().IsRegular() {
		return r, nil
	}
	saved, err := l.saved(ctx, r, info.Size())
	switch {
	case err != nil:
		r.Err = failure(sink.Internal, err)
		return r, err
	case l.soft.Err() != nil:
	case saved != nil && l.IfExists == Refresh:
		r.Known = saved
	case saved != nil:
		r.Known, r.Err = saved, &Failure{Status: sink.Skipped, Err: errSaved}
	case l.IfExists == SkipFile:
		r.Known, r.Err = &sink.Record{Bytes: info.Size()}, &Failure{Status: sink.Skipped, Err: errThere}
	case l.IfExists == Refuse:
		r.Err = failure(sink.Storage, fmt.Errorf("%s %w", l.path(r), errThere))
	}
	return r, nil
}

var (
	errSaved = errors.New("was saved by an earlier run")
	errThere = errors.New("is there already")
)

// saved returns what an earlier run said of the file, if it still is as it was then; else nil.
func (l *looker) saved(ctx context.Context, r Request, size int64) (*sink.Record, error) {
	if l.Earlier == nil {
		return nil, nil
	}
	record, ok, err := l.Earlier.Find(r.Job.Code, l.path(r))
	if err != nil || !ok || record.Bytes != size {
		return nil, err
	}
	if l.Verify {
		if sum, err := l.hash(ctx, r.Name); err != nil || sum != record.SHA256 {
			return nil, nil // what can't be read is fetched
		}
	}
	return &record, nil
}

func (l *looker) path(r Request) string { return filepath.Join(l.out, filepath.FromSlash(r.Name)) }

// hash reads the file, until soft ends.
func (l *looker) hash(ctx context.Context, name string) (sum [sha256.Size]byte, err error) {
	file, err := l.store.Open(ctx, name)
	if err != nil {
		return sum, err
	}
	defer file.Close() // it is only read
	h := sha256.New()
	if _, err := io.Copy(h, untilEnd{l.soft, file}); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, nil
}

// untilEnd reads r until ctx ends.
type untilEnd struct {
	ctx context.Context
	r   fs.File
}

func (u untilEnd) Read(p []byte) (int, error) {
	if err := stopped(u.ctx); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
