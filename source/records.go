package source

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
)

// maxRecord is MaxCode with room for bytes around the code: a byte order mark, a CR, a few blanks.
const maxRecord = MaxCode + 16

// A record is the text before one delimiter. If it is longer than maxRecord, only its beginning is
// kept.
type record struct {
	text    string
	tooLong bool
}

// records splits r at each delim, and is done at its end; text after the last delim is a record
// too. Each is yielded as soon as its delimiter was read, so a pipe that stays open holds nothing
// back.
func records(r io.Reader, delim byte) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		br := newBuffered(r)
		for {
			rec, ok, err := readRecord(br.Reader, delim)
			br.pass()
			if ok && !yield(rec, nil) {
				return
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(record{}, err)
				return
			}
		}
	}
}

// readRecord reads one record. If the input ended with nothing left, ok is false. If a read error
// cuts off a record, the record is not returned, since it may not be whole.
func readRecord(br *bufio.Reader, delim byte) (rec record, ok bool, err error) {
	var whole []byte
	size := 0
	for {
		part, err := br.ReadSlice(delim)
		if err == nil && whole == nil {
			return makeRecord(part, len(part)-1), true, nil // mostly it is in the reader as a whole
		}
		size += len(part)
		if room := maxRecord - len(whole); room > 0 {
			whole = append(whole, part[:min(room, len(part))]...)
		}
		switch {
		case err == nil:
			return makeRecord(whole, size-1), true, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case err == io.EOF:
			return makeRecord(whole, size), size > 0, err
		default:
			return record{}, false, err
		}
	}
}

// makeRecord makes a record of size bytes that begins with the bytes of whole.
func makeRecord(whole []byte, size int) record {
	return record{text: string(whole[:min(size, len(whole))]), tooLong: size > maxRecord}
}

// withoutBOM drops the byte order mark that some editors put before the first line.
func withoutBOM(in iter.Seq2[record, error]) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		first := true
		for rec, err := range in {
			if first {
				rec.text = strings.TrimPrefix(rec.text, "\ufeff")
				first = false
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}
