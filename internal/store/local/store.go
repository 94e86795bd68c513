package local

import (
	"context"
	"io/fs"

	"github.com/sourcegraph/conc/pool"

	"github.com/hoist/hoist/internal/disk"
	"github.com/hoist/hoist/internal/fdlimit"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/spool"
	"github.com/hoist/hoist/internal/store"
)

// Options say how a Store keeps files.
type Options struct {
	// If Durable is set, files survive a power cut: a file and its name are synced before its
	// Result. Else the system decides when to write them to the disk.
	Durable bool

	// Group is the number of files that are synced together; 0 for GroupSize. Up to three times as
	// many files are open at a time.
	Group int

	// Descriptors waits if the process has too many files open; nil for a new Retrier.
	Descriptors *fdlimit.Retrier
}

// GroupSize is the default of Options.Group: the largest number of files that are synced together.
// While a group is synced, the group before it gets its names, and the files of the next wait.
const GroupSize = 64

// Writers is the number of files that are written at a time. Two or three keep up with any number
// of fetch workers; more would only wait for each other in the kernel.
const Writers = 3

// A Store keeps files in a Directory. If Options.Durable is set, the content of a file is durable
// before the file has its name, and its name before its Result.
//
// Files become durable in groups. A file system handles many syncs at once in little more time than
// one. A group has the files that have come while the group before was synced, so no file waits for
// another. One group gets its names while the next is synced:
//
//	objects ──▶ [write × Writers] ──entries──▶ sync ──groups──▶ publish ──results──▶
type Store struct {
	dir     retryingDir
	options Options
}

// New returns a Store that keeps files in dir.
func New(dir Directory, options Options) *Store {
	if options.Group == 0 {
		options.Group = GroupSize
	}
	if options.Descriptors == nil {
		options.Descriptors = fdlimit.New(func() {})
	}
	return &Store{retryingDir{dir, options.Descriptors}, options}
}

// Create starts a file for a large body.
func (s *Store) Create(ctx context.Context, p []byte) (spool.File, error) {
	return s.dir.Create(ctx, p)
}

// Location returns the path of a file, beginning with the path of the directory.
func (s *Store) Location(name string) string { return s.dir.Location(name) }

// Capabilities returns all capabilities. Lookups are made one after the other: a directory answers
// faster than a job changes hands.
func (s *Store) Capabilities() store.Capabilities { return capabilities() }

func capabilities() store.Capabilities {
	return store.Capabilities{Stat: true, Open: true, IfExists: []store.IfExists{store.Skip, store.Refresh, store.Refuse}}
}

// Stat describes a published file.
func (s *Store) Stat(ctx context.Context, name string) (fs.FileInfo, error) {
	return s.dir.Stat(ctx, name)
}

// Open opens a published file for reading.
func (s *Store) Open(ctx context.Context, name string) (fs.File, error) { return s.dir.Open(ctx, name) }

// Close closes the directory. If the path no longer leads to the directory, it returns an error:
// the locations of the files do not lead to them.
func (s *Store) Close() error { return s.dir.Close() }

// Run saves objects until in closes.
func (s *Store) Run(ctx context.Context, abort context.CancelCauseFunc, in <-chan store.Object, out chan<- store.Result) error {
	if !s.options.Durable {
		return pipeline.Stage[store.Object, store.Result]{
			Name: "save", Workers: Writers,
			Do: func(ctx context.Context, worker int, o store.Object) (store.Result, error) {
				e := s.save(ctx, worker, o)
				return s.result(&e), e.fatal
			},
			Pass:   func(o store.Object, cause error) store.Result { e := cancelled(o, cause); return s.result(&e) },
			Rescue: func(o store.Object, err error) store.Result { e := panicked(o, err); return s.result(&e) },
		}.Run(ctx, abort, in, out)
	}
	entries := make(chan entry, s.options.Group)
	groups := make(chan group)
	tasks := pool.New().WithErrors().WithFirstError()
	tasks.Go(func() error {
		return pipeline.Stage[store.Object, entry]{
			Name: "save", Workers: Writers,
			Do: func(ctx context.Context, worker int, o store.Object) (entry, error) {
				e := s.write(ctx, worker, o)
				return e, e.fatal
			},
			Pass: cancelled, Rescue: panicked,
		}.Run(ctx, abort, in, entries)
	})
	tasks.Go(func() error {
		return pipeline.OrDrain(abort, "sync", func() error { s.sync(ctx, entries, groups); return nil },
			func() { pipeline.Drain(entries) })
	})
	tasks.Go(func() error {
		return pipeline.OrDrain(abort, "publish", func() error { return s.publish(ctx, abort, groups, out) },
			func() { pipeline.Drain(groups) })
	})
	return tasks.Wait()
}

// write writes a body to a file without its name.
func (s *Store) write(ctx context.Context, worker int, o store.Object) entry {
	e := entry{id: o.ID, name: o.Name}
	file, err := s.pending(ctx, &o.Body)
	if err != nil {
		e.err, e.fatal = failureOf(err)
		return e
	}
	e.file = file
	if !o.ModTime.IsZero() {
		e.timeErr = disk.Bare(file.SetModTime(o.ModTime))
	}
	if o.Written != nil {
		o.Written(worker)
	}
	return e
}

// pending makes a file of a body, which can be published. It discards the body in any case.
func (s *Store) pending(ctx context.Context, body *spool.Body) (Pending, error) {
	defer body.Discard()
	file, err := body.TakeFile(), error(nil)
	if file == nil {
		file, err = s.dir.Create(ctx, body.Bytes())
	}
	if err != nil {
		return nil, err
	}
	return file.(Pending), nil
}

// save writes a body to a file and names the file. After a panic it discards the file.
func (s *Store) save(ctx context.Context, worker int, o store.Object) entry {
	written := o.Written
	o.Written = nil
	e := s.write(ctx, worker, o)
	if e.err != nil {
		return e
	}
	file := e.file
	returned := false
	defer func() {
		if !returned {
			file.Discard() // the panic is reported
		}
	}()
	err := file.Publish(ctx, e.name)
	returned = true
	if err != nil {
		e.err, e.fatal = failureOf(err)
	} else if written != nil {
		written(worker)
	}
	return e
}

// cancelled discards an object that is not saved any more, and returns its entry.
func cancelled(o store.Object, cause error) entry {
	o.Body.Discard()
	return entry{id: o.ID, name: o.Name, err: outcome.Cancel(cause)}
}

// If the saving of an object panicked, panicked returns its entry.
func panicked(o store.Object, err error) entry {
	return entry{id: o.ID, name: o.Name, err: outcome.Fail(outcome.Panic, err)}
}

// result returns the Result of an entry.
func (s *Store) result(e *entry) store.Result {
	if e.err != nil {
		return store.Result{ID: e.id, Err: e.err}
	}
	return store.Result{ID: e.id, Location: s.dir.Location(e.name), TimeErr: e.timeErr, Durable: s.options.Durable}
}
