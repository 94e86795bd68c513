package source

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
)

// maxSegment is MaxCode with room for bytes around the code: a byte order mark, a CR, a few blanks.
const maxSegment = MaxCode + 16

// A segment is the text before one delimiter. If it is longer than maxSegment, only its beginning
// is kept.
type segment struct {
	text    string
	tooLong bool
}

// segments splits r at each delim, and is done at its end; text after the last delim is a segment
// too. Each is yielded as soon as its delimiter was read, so a pipe that stays open holds nothing
// back.
func segments(r io.Reader, delim byte) iter.Seq2[segment, error] {
	return func(yield func(segment, error) bool) {
		br := newBuffered(r)
		for {
			seg, ok, err := readSegment(br.Reader, delim)
			br.pass()
			if ok && !yield(seg, nil) {
				return
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(segment{}, err)
				return
			}
		}
	}
}

// readSegment reads one segment. If the input ended with nothing left, ok is false. If a read error
// cuts off a segment, the segment is not returned, since it may not be whole.
func readSegment(br *bufio.Reader, delim byte) (seg segment, ok bool, err error) {
	var whole []byte
	size := 0
	for {
		part, err := br.ReadSlice(delim)
		if err == nil && whole == nil {
			return makeSegment(part, len(part)-1), true, nil // mostly it is in the reader as a whole
		}
		size += len(part)
		if room := maxSegment - len(whole); room > 0 {
			whole = append(whole, part[:min(room, len(part))]...)
		}
		switch {
		case err == nil:
			return makeSegment(whole, size-1), true, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case err == io.EOF:
			return makeSegment(whole, size), size > 0, err
		default:
			return segment{}, false, err
		}
	}
}

// makeSegment makes a segment of size bytes that begins with the bytes of whole.
func makeSegment(whole []byte, size int) segment {
	return segment{text: string(whole[:min(size, len(whole))]), tooLong: size > maxSegment}
}

// withoutBOM drops the byte order mark that some editors put before the first line.
func withoutBOM(in iter.Seq2[segment, error]) iter.Seq2[segment, error] {
	return func(yield func(segment, error) bool) {
		first := true
		for seg, err := range in {
			if first {
				seg.text = strings.TrimPrefix(seg.text, "\ufeff")
				first = false
			}
			if !yield(seg, err) {
				return
			}
		}
	}
}

// words splits r at blanks, line ends and comments. Each word is yielded as soon as the byte after
// it was read. Some words are empty, for example before a comment.
func words(r io.Reader) iter.Seq2[segment, error] {
	return func(yield func(segment, error) bool) {
		br := newBuffered(r)
		for {
			word, end, err := readWord(br.Reader)
			br.pass()
			if err == nil || err == io.EOF {
				if !yield(word, nil) {
					return
				}
			}
			if err == nil && end == '#' {
				err = skipLine(br.Reader)
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(segment{}, err)
				return
			}
		}
	}
}

// readWord reads a word and the byte that ends it. Of a word over maxSegment it keeps the
// beginning. The word is whole too if the error is io.EOF.
func readWord(br *bufio.Reader) (word segment, end byte, err error) {
	var text []byte
	size := 0
	for {
		if end, err = br.ReadByte(); err != nil || end == '#' || end == '\n' || strings.IndexByte(blanks, end) >= 0 {
			break
		}
		if size++; size <= maxSegment {
			text = append(text, end)
		}
	}
	word = segment{text: string(text), tooLong: size > maxSegment}
	if err != nil || end == '\n' {
		word.text = strings.TrimSuffix(word.text, "\r")
	}
	return word, end, err
}

// skipLine reads to the end of the line.
func skipLine(br *bufio.Reader) error {
	for {
		if _, err := br.ReadSlice('\n'); err != bufio.ErrBufferFull {
			return err
		}
	}
}
