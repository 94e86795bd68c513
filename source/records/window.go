package records

import (
	"bufio"
	"bytes"
	"io"
)

// maxLine is MaxSize with room for bytes around a record: a byte order mark, a line break.
const maxLine = MaxSize + 16

const byteOrderMark = "\ufeff"

// A window has the lines of the input from the beginning of the current record on. A reader may go
// back to the second line of the record. The window has at most two records of the longest size,
// and as many bytes of earlier records.
type window struct {
	in    *bufio.Reader
	text  []byte
	start int   // in text: where the record begins
	next  int   // in text: where the next line begins
	line  int64 // the number of the line where the record begins
	count int64 // the number of lines of the record
	cut   bool  // text ends with the beginning of a line that is too long
	rest  bool  // the rest of that line is not read yet
	err   error // of in
}

// begin begins a record with the next line, which it returns. If the line is too long, it returns
// the beginning, and the next line is the one after it.
func (w *window) begin() (line []byte, tooLong bool, err error) {
	w.line += w.count
	w.start, w.count = w.next, 0
	if w.next == len(w.text) {
		w.text, w.start, w.next = w.text[:0], 0, 0
	}
	line, tooLong, err = w.more()
	if tooLong {
		w.skip()
	}
	if w.line == 1 && bytes.HasPrefix(line, []byte(byteOrderMark)) {
		line = line[len(byteOrderMark):]
		w.start += len(byteOrderMark)
	}
	return line, tooLong, err
}

// more adds the next line to the record, and returns it.
func (w *window) more() (line []byte, tooLong bool, err error) {
	if w.next == len(w.text) {
		if err := w.read(); err != nil {
			return nil, false, err
		}
	}
	w.count++
	line = w.text[w.next:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i+1]
	} else {
		tooLong = w.cut
	}
	w.next += len(line)
	return line, tooLong, nil
}

// back goes back to the second line of the record, and ends the record before it. The second line
// begins at the byte that has the number size in the record.
func (w *window) back(size int) { w.next, w.count = w.start+size, 1 }

// first returns the first line of the record, with its line break.
func (w *window) first() []byte {
	text := w.text[w.start:w.next]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return text[:i+1]
	}
	return text
}

// record returns the text of the record, without the line break at its end.
func (w *window) record() []byte { return trimBreak(w.text[w.start:w.next]) }

// raw returns a copy of the text of the record, or the reason why that can't be a record.
func (w *window) raw() (string, error) {
	text := w.record()
	if len(text) > MaxSize && w.count > 1 {
		return "", errLongRecord
	}
	if err := checkText(text); err != nil {
		return "", err
	}
	return string(text), nil
}

// read reads a line. Of a line over maxLine bytes it keeps the beginning, without a line break.
func (w *window) read() error {
	if w.start > MaxSize { // so each byte is moved once at most
		w.text = append(w.text[:0], w.text[w.start:]...)
		w.next -= w.start
		w.start = 0
	}
	begin := len(w.text)
	for w.err == nil {
		part, err := w.in.ReadSlice('\n')
		room := maxLine - (len(w.text) - begin)
		w.text = append(w.text, part[:min(room, len(part))]...)
		if err != nil && err != bufio.ErrBufferFull {
			w.err = err
		}
		if len(part) > room {
			w.cut, w.rest = true, err == bufio.ErrBufferFull
			return nil
		}
		if err == nil {
			return nil
		}
	}
	if w.err == io.EOF && len(w.text) > begin {
		return nil
	}
	w.text = w.text[:begin] // the line may not be whole
	return w.err
}

// skip reads the rest of a line that is too long.
func (w *window) skip() {
	for w.rest {
		_, err := w.in.ReadSlice('\n')
		w.rest = err == bufio.ErrBufferFull
		if err != nil && !w.rest {
			w.err = err
		}
	}
	w.cut = false
}
