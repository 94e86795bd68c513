package existing

import (
	"context"
	"fmt"
	"runtime"

	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/store"
)

// A Looker looks for files. It is safe for concurrent use.
type Looker struct {
	Policy  Policy
	Store   store.Reader
	Reading context.Context // its end interrupts hashing
}

// A File is the file that a code will have.
type File struct {
	Code   string
	Name   string // under the destination; empty if it depends on the answer
	Former string // another name of the file in earlier runs; empty for none
	URL    string // of the file, as lines show it; empty if the code determines it

	// Expected has the properties that the file is expected to have; nil for any.
	Expected *integrity.Expected
}

// Workers returns the number of files to look for at once: as many as the store has lookups, and at
// least as many as there are processors if files are read.
func (l *Looker) Workers() int {
	workers := max(1, l.Store.Capabilities().Lookups)
	if l.Policy.Verify || l.Policy.hashesUnknown() {
		workers = max(workers, runtime.GOMAXPROCS(0))
	}
	return workers
}

// Look decides whether a code is fetched. If its file can't be checked, or is not as expected, the
// code is fetched: saving replaces the file, or fails. The error is fatal to the run.
func (l *Looker) Look(ctx context.Context, f File) (Finding, error) {
	if l.Policy.TrustHistory {
		logged, err := l.isLogged(f)
		switch {
		case err != nil:
			return withoutRecord(f, err)
		case logged:
			return f.skipped(nil, errLogged), nil
		}
	}
	if !l.Policy.looks() {
		return f.fetched(), nil
	}
	if f.Name == "" {
		return l.lookByCode(ctx, f)
	}
	return l.lookAt(ctx, f)
}

// lookByCode is Look for a file whose name depends on the answer: it is the last file of its code.
// If the code is fetched, and not only if it has changed, the file gets a new name.
func (l *Looker) lookByCode(ctx context.Context, f File) (Finding, error) {
	record, logged, err := l.find(f)
	switch {
	case err != nil:
		return withoutRecord(f, err)
	case !logged:
		return f.fetched(), nil
	}
	f.Name = record.Name
	found, err := l.lookAt(ctx, f)
	if found.Record == nil {
		found.Name = ""
	}
	return found, err
}

// lookAtFormer is lookAt for a file that is not there under its name. If the log has the file under
// its former name, and it is still as it was, it keeps that name.
func (l *Looker) lookAtFormer(ctx context.Context, f File) (Finding, error) {
	former := f
	former.Name, former.Former = f.Former, ""
	switch _, logged, err := l.find(former); {
	case err != nil:
		return withoutRecord(f, err)
	case !logged:
		return f.fetched(), nil
	}
	found, err := l.lookAt(ctx, former)
	if err == nil && found.Record == nil {
		return f.fetched(), nil
	}
	return found, err
}

// lookAt is Look for a file that may be there.
func (l *Looker) lookAt(ctx context.Context, f File) (Finding, error) {
	info, err := l.Store.Stat(ctx, f.Name)
	switch keeps := l.Policy.IfExists == store.Skip || l.Policy.IfExists == store.Refuse; {
	case err != nil && f.Former != "":
		return l.lookAtFormer(ctx, f)
	case err != nil:
		return f.fetched(), nil
	case !info.Mode().IsRegular() && keeps:
		return f.failed(fmt.Errorf("%s exists and is not a regular file", l.path(f))), nil
	case !info.Mode().IsRegular():
		return f.fetched(), nil
	}
	record, logged, err := l.find(f)
	switch {
	case err != nil:
		return withoutRecord(f, err)
	case logged && !l.same(ctx, f, record, info.Size()):
		return f.fetched(), nil
	case logged && l.Policy.IfExists == store.Refresh:
		return Finding{Name: f.Name, Record: &record, Refresh: true}, nil
	case logged:
		return f.skipped(&record, errSaved), nil
	case l.Policy.IfExists == store.Skip && f.Expected.Allows(info.Size()):
		return l.skip(ctx, f, info.Size()), nil
	case l.Policy.IfExists == store.Refuse:
		return f.failed(fmt.Errorf("%s %w", l.path(f), errThere)), nil
	}
	return f.fetched(), nil
}

// skip is the finding for a file that stays although no record of it is known. If the file must be
// hashed and can't be read, that is an error of the code. If it has another hash than is expected,
// the code is fetched.
func (l *Looker) skip(ctx context.Context, f File, size int64) Finding {
	record := logline.Record{Bytes: size}
	if l.Policy.Hashes {
		var err error
		record.SHA256, err = hash(ctx, l.Reading, l.Store, f.Name)
		switch {
		case l.Reading.Err() != nil:
			return f.fetched() // dispatch ends it
		case err != nil:
			return f.failed(fmt.Errorf("%s %w, and can't be read for its hash: %w", l.path(f), errThere, err))
		case !hasSHA256(&record, f.Expected):
			return f.fetched()
		}
	}
	return f.skipped(&record, errThere)
}

func (l *Looker) path(f File) string { return l.Store.Location(f.Name) }
