package tally

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/hoist/hoist/internal/journal"
	"github.com/hoist/hoist/internal/unpack"
)

// A logFile is a log, which is read twice.
type logFile struct {
	path   string
	lines  uint64 // whole lines that the first reading found
	broken bool   // the compressed text breaks off
}

// scan calls take for each whole line, and for at most `most` lines. It returns their number. If
// take returns an error, scan stops and returns it with the number of the line, as a
// *journal.Error.
func (l *logFile) scan(most uint64, take func(line []byte) error) (n uint64, err error) {
	f, err := os.Open(l.path)
	if err != nil {
		return 0, journal.Unreadable(l.path, err)
	}
	defer f.Close() // it is only read
	lines := lineReader{in: bufio.NewReaderSize(unpack.NewReader(f), 1<<16)}
	for n < most {
		line, err := lines.next()
		if err == nil {
			err = take(line)
		}
		switch {
		case err == io.EOF:
			return n, l.checkEnd(n+1, line)
		case errors.Is(err, io.ErrUnexpectedEOF):
			l.broken = true
			return n, nil
		case err != nil:
			return n, l.at(n+1, err)
		}
		n++
	}
	return n, nil
}

// again reads the lines of the first reading again.
func (l *logFile) again(take func(line []byte) error) error {
	n, err := l.scan(l.lines, take)
	if err == nil && n < l.lines {
		err = journal.Unreadable(l.path, errors.New("was cut while it was read"))
	}
	return err
}

// checkEnd checks the text after the last line feed. It may be a line that a kill has torn.
func (l *logFile) checkEnd(line uint64, text []byte) error {
	switch {
	case len(text) == 0:
		return nil
	case line == 1 && unpack.IsCut(text):
		l.broken = true
		return nil
	}
	if ours, _ := journal.IsTorn(bytes.NewReader(text)); ours { // reading memory returns no error
		return nil
	}
	return l.at(line, errors.New("does not end in a line feed, and hoist did not write it"))
}

// at returns the error of a line, or of reading it.
func (l *logFile) at(line uint64, err error) error {
	if _, failed := errors.AsType[*fs.PathError](err); failed {
		return journal.Unreadable(l.path, err)
	}
	if packed, ok := errors.AsType[*unpack.Error](err); ok && packed.IsLarge() {
		return journal.Unreadable(l.path, err)
	}
	return &journal.Error{Path: l.path, Line: int(line), Err: err}
}
