package existing

import (
	"errors"

	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
)

// A Finding is the result of a look for a file.
type Finding struct {
	Name string // of the file: File.Name, or the name that an earlier run gave it

	// Record describes the file that is there; nil if the code is fetched in any case.
	Record *logline.Record

	// Refresh is set if the code is fetched only if it has changed.
	Refresh bool

	// Err is the *outcome.Failure of a code that is not fetched: it is skipped, or can't be saved.
	Err error
}

// fetched is the finding for a file that is fetched in any case.
func (f *File) fetched() Finding { return Finding{Name: f.Name} }

// skipped is the finding for a file that is not fetched.
func (f *File) skipped(record *logline.Record, reason error) Finding {
	return Finding{Name: f.Name, Record: record, Err: &outcome.Failure{Status: outcome.Skipped, Err: reason}}
}

// failed is the finding for a file that can't be saved.
func (f *File) failed(reason error) Finding {
	return Finding{Name: f.Name, Err: outcome.Fail(outcome.Storage, reason)}
}

// withoutRecord is the finding for a file whose record could not be read, and the error of the run.
func withoutRecord(f File, err error) (Finding, error) {
	return Finding{Name: f.Name, Err: outcome.Fail(outcome.Internal, err)}, err
}

var (
	errSaved  = errors.New("was saved by an earlier run")
	errLogged = errors.New("was saved by an earlier run; its file was not checked (--resume=log)")
	errThere  = errors.New("exists already")
)
