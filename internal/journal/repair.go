package journal

import (
	"bytes"
	"io"
	"os"

	"github.com/hoist/hoist/internal/logline"
)

// lineStart is the beginning of each line that Lines.Write writes.
const lineStart = `{"time":"`

// A torn line is the text after the last line feed of a log: the part of a line that a kill, a full
// disk or a power cut left.
type tornLine struct {
	from, end int64 // offsets; equal without a torn line
	ours      bool  // hoist wrote it, and it may be cut off
}

// findTorn looks for the torn line of a log of size bytes.
func findTorn(log io.ReaderAt, size int64) (tornLine, error) {
	from, err := afterLastLine(log, size)
	if err != nil || from == size {
		return tornLine{from, size, false}, err
	}
	ours, err := IsTorn(io.NewSectionReader(log, from, size-from))
	return tornLine{from, size, ours}, err
}

// IsTorn reports whether text after the last line feed of a log is a part of a line that hoist
// wrote. Otherwise another program wrote it.
func IsTorn(text io.Reader) (bool, error) {
	head := make([]byte, len(lineStart))
	n, err := io.ReadFull(text, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return false, err
	}
	head = head[:n]
	begun := 0
	for begun < n && head[begun] == lineStart[begun] {
		begun++
	}
	if begun == len(lineStart) {
		return true, nil
	}
	// After a power cut, some file systems leave NULs in the part of a file that had grown and was
	// not written yet.
	return onlyNULs(io.MultiReader(bytes.NewReader(head[begun:]), text))
}

// afterLastLine returns the offset after the last line feed. If there is no line feed, it returns
// 0. It reads backwards, in blocks.
func afterLastLine(log io.ReaderAt, size int64) (int64, error) {
	block := make([]byte, logline.BufferSize)
	for end := size; end > 0; {
		start := max(end-int64(len(block)), 0)
		part := block[:end-start]
		if _, err := io.ReadFull(io.NewSectionReader(log, start, end-start), part); err != nil {
			return 0, err
		}
		if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
			return start + int64(i) + 1, nil
		}
		end = start
	}
	return 0, nil
}

func onlyNULs(r io.Reader) (bool, error) {
	block := make([]byte, logline.BufferSize)
	for {
		n, err := r.Read(block)
		if len(bytes.TrimLeft(block[:n], "\x00")) > 0 {
			return false, nil
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// repairEnd cuts a torn line off a log. If another program wrote the torn line, repairEnd ends it
// with a line feed through w instead. log is another handle of the same file, since on Windows a
// handle for appending can't cut.
func repairEnd(log, w *os.File) error {
	info, err := log.Stat()
	if err != nil {
		return err
	}
	torn, err := findTorn(log, info.Size())
	if err != nil || torn.from == torn.end {
		return err
	}
	if torn.ours {
		return log.Truncate(torn.from)
	}
	_, err = w.WriteString("\n")
	return err
}
