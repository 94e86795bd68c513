package tally

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/hoist/hoist/internal/journal"
)

// A lineReader reads lines of at most journal.LongestLine bytes.
type lineReader struct {
	in   *bufio.Reader
	long []byte // a line that in's buffer does not hold
}

var errTooLong = fmt.Errorf("longer than %d bytes", journal.LongestLine)

// next returns the next line without its line feed, until the next call. The error at the end is
// io.EOF, and then line is the text after the last line feed.
func (r *lineReader) next() (line []byte, err error) {
	part, err := r.in.ReadSlice('\n')
	if err == nil {
		return part[:len(part)-1], nil
	}
	r.long = append(r.long[:0], part...)
	for err == bufio.ErrBufferFull {
		part, err = r.in.ReadSlice('\n')
		if r.long = append(r.long, part...); len(r.long) > journal.LongestLine+1 {
			return nil, r.tooLong()
		}
	}
	if err == nil {
		return r.long[:len(r.long)-1], nil
	}
	return r.long, err
}

// tooLong returns the error of a line that is too long. If a power cut left NULs to the end of the
// file, it returns io.EOF.
func (r *lineReader) tooLong() error {
	if r.long[0] == 0 {
		switch torn, err := journal.IsTorn(io.MultiReader(bytes.NewReader(r.long), r.in)); {
		case err != nil:
			return err
		case torn:
			return io.EOF
		}
	}
	return errTooLong
}
