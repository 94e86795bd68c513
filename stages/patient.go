package stages

import (
	"context"
	"errors"
	"io/fs"

	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/store/local"
)

// A patientStore waits where the process has too many files open.
type patientStore struct {
	local.Directory
	descriptors *fdlimit.Retrier
}

func (s patientStore) Create(ctx context.Context, p []byte) (file spool.File, err error) {
	err = s.descriptors.Do(ctx, func() error {
		file, err = s.Directory.Create(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return patientFile{file.(local.Pending), s.descriptors}, nil
}

func (s patientStore) SyncDir(ctx context.Context, name string) error {
	return s.descriptors.Do(ctx, func() error { return s.Directory.SyncDir(ctx, name) })
}

func (s patientStore) Stat(ctx context.Context, name string) (info fs.FileInfo, err error) {
	err = s.descriptors.Do(ctx, func() error {
		info, err = s.Directory.Stat(ctx, name)
		return err
	})
	return info, err
}

func (s patientStore) Open(ctx context.Context, name string) (file fs.File, err error) {
	err = s.descriptors.Do(ctx, func() error {
		file, err = s.Directory.Open(ctx, name)
		return err
	})
	return file, err
}

type patientFile struct {
	local.Pending
	descriptors *fdlimit.Retrier
}

func (f patientFile) Publish(ctx context.Context, name string) error {
	var last error
	err := f.descriptors.Do(ctx, func() error {
		last = f.Pending.Publish(ctx, name)
		return last
	})
	if fdlimit.IsExhausted(last) { // it was left for another try
		return errors.Join(err, f.Pending.Discard())
	}
	return err
}
