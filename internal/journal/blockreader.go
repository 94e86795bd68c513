package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unsafe"

	"github.com/hoist/hoist/internal/logline"
)

// A blockReader reads the blocks of a log one after the other. One worker uses it.
type blockReader struct {
	replay  *replay
	buf     []byte
	line    logline.Line
	key     []byte
	entries []entry
	owners  []entry
	result  blockResult
}

// read reads the lines that begin at start or later, and before stop.
func (b *blockReader) read(start, stop int64) blockResult {
	b.entries, b.owners = b.entries[:0], b.owners[:0]
	b.result = blockResult{firstRun: never, firstResult: never, bad: never}
	if at, err := b.lines(start, stop); err != nil {
		b.result.bad, b.result.err = at, err
	}
	b.replay.index.add(b.entries)
	b.replay.owners.add(b.owners)
	return b.result
}

// lines reads the same lines as read. It returns the offset of the first error.
func (b *blockReader) lines(start, stop int64) (at int64, err error) {
	at = max(start-1, 0) // the byte before shows whether a line begins at start
	b.buf = b.buf[:0]
	if err := b.more(at, stop-at); err != nil {
		return start, err
	}
	rest := b.buf
	if start > 0 {
		feed := bytes.IndexByte(rest, '\n')
		if feed < 0 {
			return 0, nil
		}
		rest, at = rest[feed+1:], at+int64(feed)+1
	}
	for at < stop {
		feed := bytes.IndexByte(rest, '\n')
		if feed < 0 {
			if rest, feed, err = b.longLine(at, len(rest)); err != nil {
				return at, err
			}
		}
		if feed > b.replay.tuning.longest {
			return at, &lineError{at, b.tooLong()}
		}
		if err := b.indexLine(rest[:feed], at); err != nil {
			return at, &lineError{at, err}
		}
		rest, at = rest[feed+1:], at+int64(feed)+1
	}
	return 0, nil
}

// longLine reads the rest of the line at offset at. The buffer ends with the first have bytes of
// that line.
func (b *blockReader) longLine(at int64, have int) (line []byte, feed int, err error) {
	b.buf = append(b.buf[:0], b.buf[len(b.buf)-have:]...)
	for len(b.buf) <= b.replay.tuning.longest {
		from, seen := at+int64(len(b.buf)), len(b.buf)
		if err := b.more(from, min(logline.BufferSize, b.replay.end-from)); err != nil {
			return nil, 0, err
		}
		if i := bytes.IndexByte(b.buf[seen:], '\n'); i >= 0 {
			return b.buf, seen + i, nil
		}
	}
	return nil, 0, &lineError{at, b.tooLong()}
}

func (b *blockReader) tooLong() error {
	return advise(fmt.Errorf("longer than %d bytes", b.replay.tuning.longest))
}

// more appends n bytes from offset to the buffer.
func (b *blockReader) more(offset, n int64) error {
	if n <= 0 {
		return io.ErrUnexpectedEOF
	}
	had := len(b.buf)
	b.buf = slices.Grow(b.buf, int(n))[:had+int(n)]
	read, err := b.replay.log.ReadAt(b.buf[had:], offset)
	if int64(read) == n {
		return nil
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// indexLine checks a line, and adds its facts to the result of the block.
func (b *blockReader) indexLine(line []byte, offset int64) error {
	// The values from Parse are not used after the buffer is written again.
	text := unsafe.String(unsafe.SliceData(line), len(line))
	if err := b.line.Parse(text); err != nil {
		return advise(err)
	}
	switch b.line.Event.Text {
	case "run":
		return b.indexRun(offset)
	case "result":
		return b.indexResult(offset)
	}
	return nil
}

// indexRun checks a `run` line, and keeps its spelling of the destination.
func (b *blockReader) indexRun(offset int64) error {
	before, err := lineOrigin(&b.line)
	if err != nil {
		return advise(err)
	}
	b.result.firstRun = min(b.result.firstRun, offset)
	now := b.replay.now
	if b.replay.options.FindBy == NoFind {
		if !sameDirectory(now.out, before.out) {
			return nil
		}
	} else if err := now.differs(before); err != nil {
		return err
	}
	if filepath.Clean(before.out) != filepath.Clean(now.out) && !slices.Contains(b.result.outs, before.out) {
		b.result.outs = append(b.result.outs, strings.Clone(before.out))
	}
	return nil
}

// indexResult checks a `result` line. If it reports a file, indexResult adds its offset.
func (b *blockReader) indexResult(offset int64) error {
	saved, ok, err := b.line.Saving()
	if err != nil {
		return advise(err)
	}
	b.result.firstResult = min(b.result.firstResult, offset)
	if !ok {
		return nil
	}
	if b.replay.options.Owners {
		b.key = append(b.key[:0], saved.Path...)
		b.owners = append(b.owners, b.entry(offset))
	}
	if b.replay.options.FindBy == NoFind {
		return nil
	}
	b.result.unnamed = b.result.unnamed || saved.Name == ""
	b.key = b.replay.options.appendKey(b.key[:0], saved)
	b.entries = append(b.entries, b.entry(offset))
	return nil
}

// entry returns the entry of the key for a line.
func (b *blockReader) entry(offset int64) entry {
	hash, check := b.replay.tuning.hash(b.key)
	return entry{hash, check<<offsetBits | uint64(offset)}
}
