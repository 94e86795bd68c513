package journal

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/hoist/hoist/internal/logline"
)

// An Error is the reason why a log can't be resumed or continued, with advice.
type Error struct {
	Path string
	Line int // from 1; 0 if the error is not about one line
	Err  error
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("log %s: line %d: %v", e.Path, e.Line, e.Err)
	}
	return fmt.Sprintf("log %s: %v", e.Path, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Unreadable wraps a system error in an *Error. It drops the path, since the Error has it, and the
// system call that looked for the file.
func Unreadable(path string, err error) *Error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		if err = failed.Err; failed.Op == "read" {
			err = fmt.Errorf("read: %w", err)
		}
	}
	return &Error{Path: path, Err: err}
}

// unusable is like Unreadable, with advice for a run that writes to the log.
func unusable(path string, err error) *Error {
	e := Unreadable(path, err)
	e.Err = fmt.Errorf("%w; use another --log", e.Err)
	return e
}

// Advise adds advice to the error of a line. A line of another version is not wrong, so its error
// gets no advice.
func Advise(err error) error {
	if isOtherVersion(err) {
		return err
	}
	return fmt.Errorf("%w; fix or remove that line", err)
}

// advise is like Advise, with advice for a run that resumes the log.
func advise(err error) error {
	if isOtherVersion(err) {
		return fmt.Errorf("%w; use another --log", err)
	}
	return fmt.Errorf("%w, or use another --log", Advise(err))
}

func isOtherVersion(err error) bool {
	_, is := errors.AsType[*logline.VersionError](err)
	return is
}
