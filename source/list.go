package source

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"sync/atomic"
)

// firstBytes is the number of bytes by which the type of a list is recognized.
const firstBytes = 512

// A listReader reads a list of codes. Its first read checks whether the first bytes can be a list.
// If they can't, every read returns a *FormatError. If checkFile has checked the bytes already, the
// first read does not check them. A listReader waits for one read only, so that a code is passed on
// as soon as it comes.
type listReader struct {
	r       io.Reader
	name    string // for people
	null    bool   // codes end in NUL
	checked bool
	head    bytes.Reader // bytes that were read and not passed on
	err     error        // the error after head

	size   int64        // of a regular file, from where reading begins; else negative
	read   int64        // bytes that were read
	passed atomic.Int64 // bytes of the codes that were passed on
}

// A buffered is a bufio.Reader of a list.
type buffered struct {
	*bufio.Reader
	list *listReader // nil for another reader
}

func newBuffered(r io.Reader) buffered {
	list, _ := r.(*listReader)
	return buffered{bufio.NewReaderSize(r, 32<<10), list}
}

// pass records that all codes before the buffered bytes are passed on.
func (b buffered) pass() {
	if b.list != nil {
		b.list.passed.Store(b.list.read - int64(b.Buffered()))
	}
}

// check looks at the first bytes of a list.
func (l *listReader) check(first []byte) error {
	if is := format(first, l.null); is != "" {
		return &FormatError{List: l.name, Is: is}
	}
	return nil
}

// checkFile checks the content of f, a regular file, from its offset on. It does not change the
// offset. It does not return errors of f, since these come again when f is read.
func (l *listReader) checkFile(f *os.File) error {
	offset, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	if info, err := f.Stat(); err == nil {
		l.size = max(info.Size()-offset, 0)
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
func (l *listReader) Read(p []byte) (n int, err error) {
	if !l.checked {
		l.peek()
	}
	switch {
	case l.head.Len() > 0:
		n, err = l.head.Read(p)
	case l.err != nil:
		return 0, l.err
	default:
		n, err = l.r.Read(p)
	}
	l.read += int64(n)
	return n, err
}
