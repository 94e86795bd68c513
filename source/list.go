package source

import (
	"bytes"
	"io"
	"os"
)

// firstBytes is how much of a list is looked at to find what it is.
const firstBytes = 512

// A listReader reads a list of codes. Its first read looks whether what has come can be a list, and
// else returns a *FormatError, always; but not after checkFile did so. No more than one read is
// waited for, so that a code is handed on as soon as it comes.
type listReader struct {
	r       io.Reader
	name    string // for people
	null    bool   // codes end in NUL
	checked bool
	head    bytes.Reader // what was read and not handed on
	err     error        // what comes after head
}

// check looks at the first bytes of a list.
func (l *listReader) check(first []byte) error {
	if is := format(first, l.null); is != "" {
		return &FormatError{List: l.name, Is: is}
	}
	return nil
}

// checkFile looks at what f, a regular file, holds from its offset on, and leaves the offset where
// it is. It returns no errors of f: these come again when it is read.
func (l *listReader) checkFile(f *os.File) error {
	offset, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	first := make([]byte, firstBytes)
	n, err := f.ReadAt(first, offset)
	l.checked = err == nil || err == io.EOF
	return l.check(first[:n])
}

func (l *listReader) peek() {
	l.checked = true
	first := make([]byte, firstBytes)
	n, err := l.r.Read(first)
	if wrong := l.check(first[:n]); wrong != nil {
		n, err = 0, wrong
	}
	l.head.Reset(first[:n])
	l.err = err
}

// Read is io.Reader's.
func (l *listReader) Read(p []byte) (int, error) {
	if !l.checked {
		l.peek()
	}
	if l.head.Len() > 0 {
		return l.head.Read(p)
	}
	if l.err != nil {
		return 0, l.err
	}
	return l.r.Read(p)
}
