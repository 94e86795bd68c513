package records

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// A BadRecord is the error of a record that can't be read. After it the reading continues.
type BadRecord struct {
	Line int64  // where the record begins: 1, 2, …
	Raw  string // this line, without its line break; if it is too long (ErrTooLong), its beginning
	Err  error
}

func (e *BadRecord) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *BadRecord) Unwrap() error { return e.Err }

// A HeaderError is the error of a header that can't be used. It ends the reading.
type HeaderError struct {
	Line int64 // where the header begins: 1, 2, …
	Err  error
}

func (e *HeaderError) Error() string { return fmt.Sprintf("the header: line %d: %v", e.Line, e.Err) }
func (e *HeaderError) Unwrap() error { return e.Err }

// Reasons for a BadRecord. There are others.
var (
	ErrTooLong = errors.New("is longer than 64 KiB")
	ErrUTF8    = errors.New("is not valid UTF-8")
	ErrNUL     = errors.New("has a NUL character")

	errLongRecord = errors.New("the record is longer than 64 KiB") // and its first line is not
)

// checkText returns the reason why text can't be in a record.
func checkText(text []byte) error {
	switch {
	case len(text) > MaxSize:
		return ErrTooLong
	case !utf8.Valid(text):
		return ErrUTF8
	case bytes.IndexByte(text, 0) >= 0:
		return ErrNUL
	}
	return nil
}

// checkCount returns the reason why a record can't have n fields.
func checkCount(n int, columns []string, header bool) error {
	switch {
	case n == len(columns):
		return nil
	case header:
		return fmt.Errorf("%s, and the header has %d", fields(n), len(columns))
	}
	return fmt.Errorf("%s, and there are %d columns", fields(n), len(columns))
}

func fields(n int) string {
	if n == 1 {
		return "1 field"
	}
	return fmt.Sprintf("%d fields", n)
}

// trimBreak returns a line without its line break.
func trimBreak(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}
