package source

import (
	"bufio"
	"io"
	"iter"
	"strings"
)

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
