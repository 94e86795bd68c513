package journal

import (
	"errors"
	"os"

	"github.com/hoist/hoist/internal/filelock"
)

// share removes the torn line that a run may have left at the end of the log when it was killed or
// the disk was full. It keeps runs that resume the log from writing to it. Runs that do not resume
// may share the log. While another run has it, a torn line may be a line that is being written, so
// it is not removed. If the log is not a regular file, or can't be read, share changes nothing.
func (l *Log) share() error {
	if !l.regular {
		return nil
	}
	guard, err := os.OpenFile(l.path, os.O_RDWR, 0)
	if err != nil {
		return nil // it may be for writing only
	}
	if !sameFile(l.file, guard) {
		return guard.Close() // it was replaced meanwhile: InPlace reports that
	}
	l.guard = guard
	if !errors.Is(filelock.Exclusive(guard), filelock.ErrTaken) {
		if err := repairEnd(guard, l.file); err != nil {
			return err
		}
	}
	filelock.Shared(guard) // a run beside a run that resumes has no lock, but its lines are whole
	return nil
}

func sameFile(f, g *os.File) bool {
	a, err := f.Stat()
	if err != nil {
		return false
	}
	b, err := g.Stat()
	return err == nil && os.SameFile(a, b)
}

// OpenLog opens the log for appending. If the log is missing, OpenLog makes it. It first cuts off a
// torn last line. The Log takes over the open file of the Journal, so closing the Log ends Find.
// Errors that the user must fix are *Error. After an error the Journal must still be closed.
func (j *Journal) OpenLog() (*Log, error) {
	if j.file == nil {
		if err := j.lock(create(j.path, os.O_RDWR)); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(j.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, unusable(j.path, err)
	}
	if err := j.cut(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	l := &Log{
		file: f, guard: j.file, regular: true, path: j.path, directory: directoryOf(j.path), wasEmpty: j.size == 0,
	}
	if err := l.begin(claim{locked: j.locked, sole: j.options.Access == Alone}); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := l.writeByGuard(); err != nil {
		return nil, unusable(j.path, err)
	}
	j.released = true
	return l, nil
}

var errReplaced = errors.New("was written to or replaced since it was read; make sure that no other run uses it, " +
	"and start again")

// cut cuts off the end that replay did not read. f is the log at its path now.
func (j *Journal) cut(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return unusable(j.path, err)
	}
	if !sameFile(f, j.file) || info.Size() != j.size {
		return &Error{Path: j.path, Err: errReplaced}
	}
	if j.size == j.end {
		return nil
	}
	if err := j.file.Truncate(j.end); err != nil {
		return unusable(j.path, err)
	}
	return nil
}
