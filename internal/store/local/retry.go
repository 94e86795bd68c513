package local

import (
	"context"
	"errors"
	"io/fs"

	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/spool"
)

// A retryingDir tries again if the process has too many files open.
type retryingDir struct {
	Directory
	descriptors *fdlimit.Retrier
}

func (d retryingDir) Create(ctx context.Context, p []byte) (file spool.File, err error) {
	err = d.descriptors.Do(ctx, func() error {
		file, err = d.Directory.Create(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return retryingFile{file.(Pending), d.descriptors}, nil
}

func (d retryingDir) SyncDir(ctx context.Context, name string) error {
	return d.descriptors.Do(ctx, func() error { return d.Directory.SyncDir(ctx, name) })
}

func (d retryingDir) Stat(ctx context.Context, name string) (info fs.FileInfo, err error) {
	err = d.descriptors.Do(ctx, func() error {
		info, err = d.Directory.Stat(ctx, name)
		return err
	})
	return info, err
}

func (d retryingDir) Open(ctx context.Context, name string) (file fs.File, err error) {
	err = d.descriptors.Do(ctx, func() error {
		file, err = d.Directory.Open(ctx, name)
		return err
	})
	return file, err
}

type retryingFile struct {
	Pending
	descriptors *fdlimit.Retrier
}

func (f retryingFile) Publish(ctx context.Context, name string) error {
	var last error
	err := f.descriptors.Do(ctx, func() error {
		last = f.Pending.Publish(ctx, name)
		return last
	})
	if fdlimit.IsExhausted(last) { // the file is unchanged, for another try
		return errors.Join(err, f.Pending.Discard())
	}
	return err
}
