package stages

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/download"
	"github.com/hoist/hoist/internal/logline"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/pipeline"
	"github.com/hoist/hoist/internal/redact"
	"github.com/hoist/hoist/internal/store"
)

// Existing says how to treat files that were there before the run. The zero value replaces them.
type Existing struct {
	IfExists store.IfExists // store.Overwrite if it is empty
	History  History        // nil if nothing is known
	Verify   bool           // the file of an earlier run must have the same hash, not only the same size

	// If Hashes is set, a result has the hash of each file that is there: a file without a record
	// is read before its code is skipped.
	Hashes bool

	// If TrustHistory is set, a code that the History has is skipped, and its file is not looked
	// at. It excludes Verify and store.Refresh.
	TrustHistory bool
}

// matter reports whether existing files make a difference.
func (e Existing) matter() bool { return e.History != nil || !e.replaces() }

// hashesUnknown reports whether files are read whose hash no record has.
func (e Existing) hashesUnknown() bool { return e.Hashes && e.IfExists == store.Skip }

// looks reports whether files are looked at.
func (e Existing) looks() bool { return !e.replaces() || e.History != nil && !e.TrustHistory }

// replaces reports whether an existing file is replaced when its code is fetched.
func (e Existing) replaces() bool { return e.IfExists == store.Overwrite || e.IfExists == "" }

// check returns an error if a store lacks a capability that is needed.
func (e Existing) check(c store.Capabilities) error {
	switch {
	case e.TrustHistory && (e.Verify || e.IfExists == store.Refresh):
		return errors.New("stages: files that are not looked at can't be verified or refreshed")
	case e.looks() && !c.Stat:
		return errors.New("this destination can't tell which files exist; " +
			"use --if-exists overwrite, without --resume or with --resume=log")
	case !e.replaces() && !slices.Contains(c.IfExists, e.IfExists):
		return fmt.Errorf("this destination does not support --if-exists %s; it supports %v", e.IfExists,
			append([]store.IfExists{store.Overwrite}, c.IfExists...))
	case e.Verify && !c.Open:
		return errors.New("this destination can't read its files, so --verify does not work")
	case e.hashesUnknown() && !c.Open:
		return errors.New("this destination can't read its files, so --manifest does not work with --if-exists skip")
	}
	return nil
}

// History finds the records of files that earlier runs saved. It is safe for use by several
// goroutines.
type History interface {
	// Find returns the last record of the file of a code with a name under the destination. If
	// names depend on the answers, the name is "", and the record is that of the last file of the
	// code. If there is none, Find returns false. The error is fatal.
	Find(code, name string) (logline.Record, bool, error)
}

// A looker checks the existing files of requests. It is safe for concurrent use.
type looker struct {
	existing Existing
	store    store.Reader
	reading  context.Context // its end interrupts hashing
}

// look decides whether a job is fetched. If not, it sets Err. If the server is to be asked only for
// changes, it sets Cached and Get.IfChanged. If the file can't be checked, or is not as Get.Want
// says, the job is fetched: saving replaces the file, or fails. The error is fatal to the run.
func (l *looker) look(ctx context.Context, _ int, r Request) (Request, error) {
	if r.Err != nil || l.reading.Err() != nil {
		return r, nil
	}
	if l.existing.TrustHistory {
		logged, err := l.isLogged(r)
		switch {
		case err != nil:
			return withoutRecord(r, err)
		case logged:
			r.Err = &outcome.Failure{Status: outcome.Skipped, Err: errLogged}
			return r, nil
		}
	}
	if !l.existing.looks() {
		return r, nil
	}
	if r.Name == "" {
		return l.lookByCode(ctx, r)
	}
	return l.lookAt(ctx, r)
}

// isLogged reports whether an earlier run has saved the file, under its name or its former name,
// and the record is as the request expects.
func (l *looker) isLogged(r Request) (bool, error) {
	record, logged, err := l.find(r)
	if err == nil && !logged && r.Former != "" {
		r.Name = r.Former
		record, logged, err = l.find(r)
	}
	return logged && record.Meets(r.Get.Want), err
}

// lookByCode is look for a job whose file name depends on the answer: the file is the last file of
// its code. If the job is fetched, and not only if it has changed, it gets a new name.
func (l *looker) lookByCode(ctx context.Context, r Request) (Request, error) {
	record, logged, err := l.find(r)
	switch {
	case err != nil:
		return withoutRecord(r, err)
	case !logged:
		return r, nil
	}
	r.Name = record.Name
	r, err = l.lookAt(ctx, r)
	if r.Cached == nil {
		r.Name = ""
	}
	return r, err
}

// lookAtFormer is lookAt for a job whose file is not there under its name. If the log has the file
// under its former name, and it is still as it was, the job keeps that name.
func (l *looker) lookAtFormer(ctx context.Context, r Request) (Request, error) {
	former := r
	former.Name, former.Former = r.Former, ""
	switch _, logged, err := l.find(former); {
	case err != nil:
		return withoutRecord(r, err)
	case !logged:
		return r, nil
	}
	former, err := l.lookAt(ctx, former)
	if err == nil && former.Cached == nil {
		return r, nil
	}
	return former, err
}

// lookAt is look for a file that may be there.
func (l *looker) lookAt(ctx context.Context, r Request) (Request, error) {
	info, err := l.store.Stat(ctx, r.Name)
	switch keeps := l.existing.IfExists == store.Skip || l.existing.IfExists == store.Refuse; {
	case err != nil && r.Former != "":
		return l.lookAtFormer(ctx, r)
	case err != nil:
		return r, nil
	case !info.Mode().IsRegular() && keeps:
		r.Err = outcome.Fail(outcome.Storage, fmt.Errorf("%s exists and is not a regular file", l.path(r)))
		return r, nil
	case !info.Mode().IsRegular():
		return r, nil
	}
	record, logged, err := l.find(r)
	switch {
	case err != nil:
		return withoutRecord(r, err)
	case logged && !l.same(ctx, r, record, info.Size()): // it is fetched anew
	case logged && l.existing.IfExists == store.Refresh:
		r.Cached, r.Get.IfChanged = &record, r.version(&record)
	case logged:
		r.Cached, r.Err = &record, &outcome.Failure{Status: outcome.Skipped, Err: errSaved}
	case l.existing.IfExists == store.Skip && mayMeet(info.Size(), r.Get.Want):
		return l.skip(ctx, r, info.Size()), nil
	case l.existing.IfExists == store.Refuse:
		r.Err = outcome.Fail(outcome.Storage, fmt.Errorf("%s %w", l.path(r), errThere))
	}
	return r, nil
}

// mayMeet reports whether a file of that size, of which nothing else is known, may have the
// expected properties.
func mayMeet(size int64, want *digest.Expected) bool {
	return want == nil || want.Size < 0 || want.Size == size
}

// hasSHA256 reports whether a file with the hash of the record has the SHA-256 that is expected.
func hasSHA256(record *logline.Record, want *digest.Expected) bool {
	sum, ok := want.Sum(digest.SHA256)
	return !ok || sum == digest.SumFrom(digest.SHA256, record.SHA256[:])
}

// skip returns a request whose file stays although no record of it is known. If the file must be
// hashed and can't be read, that is an error of the job. If it has another hash than is expected, the
// job is fetched.
func (l *looker) skip(ctx context.Context, r Request, size int64) Request {
	record := logline.Record{Bytes: size}
	if l.existing.Hashes {
		var err error
		record.SHA256, err = l.hash(ctx, r.Name)
		switch {
		case l.reading.Err() != nil:
			return r // dispatch ends it
		case err != nil:
			r.Err = outcome.Fail(outcome.Storage, fmt.Errorf("%s %w, and can't be read for its hash: %w", l.path(r), errThere, err))
			return r
		case !hasSHA256(&record, r.Get.Want):
			return r
		}
	}
	r.Cached, r.Err = &record, &outcome.Failure{Status: outcome.Skipped, Err: errThere}
	return r
}

// withoutRecord returns a request whose record could not be read, and the error of the run.
func withoutRecord(r Request, err error) (Request, error) {
	r.Err = outcome.Fail(outcome.Internal, err)
	return r, err
}

// version returns the validators that a log line has for a file. If the line shows the URL as the
// user wrote it, the canonical URL takes its place.
func (r *Request) version(record *logline.Record) *download.Version {
	v := &download.Version{URL: record.URL, ETag: record.ETag, LastModified: record.LastModified}
	if v.URL == r.text {
		v.URL = redact.URLs(r.Get.URL.String())
	}
	return v
}

var (
	errSaved  = errors.New("was saved by an earlier run")
	errLogged = errors.New("was saved by an earlier run; its file was not looked at (--resume=log)")
	errThere  = errors.New("exists already")
)

// find returns the record of the file by an earlier run. If there is none, it returns false.
func (l *looker) find(r Request) (logline.Record, bool, error) {
	if l.existing.History == nil {
		return logline.Record{}, false, nil
	}
	return l.existing.History.Find(r.Job.Code, r.Name)
}

// same reports whether a file of this size still matches the record, and the record is as the
// request expects. If the file can't be read, it returns false.
func (l *looker) same(ctx context.Context, r Request, record logline.Record, size int64) bool {
	if record.Bytes != size || !record.Meets(r.Get.Want) {
		return false
	}
	if !l.existing.Verify {
		return true
	}
	sum, err := l.hash(ctx, r.Name)
	return err == nil && sum == record.SHA256
}

func (l *looker) path(r Request) string { return l.store.Location(r.Name) }

// hash returns the SHA-256 of the file. When reading ends, it returns an error.
func (l *looker) hash(ctx context.Context, name string) (sum [sha256.Size]byte, err error) {
	file, err := l.store.Open(ctx, name)
	if err != nil {
		return sum, err
	}
	defer file.Close() // it was only read
	h := sha256.New()
	if _, err := io.Copy(h, ctxReader{l.reading, file}); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, nil
}

// A ctxReader reads r until ctx ends.
type ctxReader struct {
	ctx context.Context
	r   fs.File
}

func (c ctxReader) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// lookStage has as many workers as the store has lookups at once. If files are read, it has at
// least as many as there are processors. With one worker the codes stay in their order.
func lookStage(l *looker) pipeline.Stage[Request, Request] {
	workers := max(1, l.store.Capabilities().Lookups)
	if l.existing.Verify || l.existing.hashesUnknown() {
		workers = max(workers, runtime.GOMAXPROCS(0))
	}
	return pipeline.Stage[Request, Request]{
		Name: "look", Workers: workers, Do: l.look,
		Pass:   func(r Request, cause error) Request { return r },
		Rescue: func(r Request, err error) Request { r.Err = outcome.Fail(outcome.Panic, err); return r },
	}
}
