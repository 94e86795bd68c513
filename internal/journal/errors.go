package journal

import (
	"errors"
	"fmt"
	"io/fs"
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

// unusable wraps a system error in an *Error. It drops the path, since the Error has it.
func unusable(path string, err error) *Error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = fmt.Errorf("%s: %w", failed.Op, failed.Err)
	}
	return &Error{Path: path, Err: fmt.Errorf("%w; use another --log", err)}
}
