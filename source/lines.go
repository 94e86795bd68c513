package source

import (
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

const (
	blanks  = " \t"
	excerpt = 64 // bytes that are shown of a text that is not a code
)

// Words reads codes that are separated by blanks or line ends; `#` starts a comment that goes to
// the end of the line. CRLF, a byte order mark and blank lines are skipped. If parse refuses a
// code, or if it is longer than MaxCode, it becomes a Job with Err set. A line may be of any
// length.
//
// The error it may yield last is r's own; a read that blocks is not interrupted by anything here.
func Words(r io.Reader, parse Parse) iter.Seq2[Job, error] {
	return jobs(withoutBOM(words(r)), parse, notEmpty)
}

// Lines reads one code a line: blanks inside it are kept, blanks around it are cut, and a line that
// starts with `#` is a comment. Otherwise it is like Words.
func Lines(r io.Reader, parse Parse) iter.Seq2[Job, error] {
	return jobs(withoutBOM(segments(r, '\n')), parse, func(line string) iter.Seq[string] {
		line = strings.Trim(strings.TrimSuffix(line, "\r"), blanks)
		return func(yield func(string) bool) {
			if line != "" && line[0] != '#' {
				yield(line)
			}
		}
	})
}

// Null reads codes that end in NUL, as `find -print0` writes them. No other byte is special. Empty
// codes are skipped.
func Null(r io.Reader, parse Parse) iter.Seq2[Job, error] {
	return jobs(segments(r, 0), parse, notEmpty)
}

// notEmpty yields text, if there is any.
func notEmpty(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if text != "" {
			yield(text)
		}
	}
}

// jobs makes jobs of the codes that split finds in each segment.
func jobs(in iter.Seq2[segment, error], parse Parse, split func(string) iter.Seq[string]) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		for seg, err := range in {
			if err != nil {
				yield(Job{}, err)
				return
			}
			if seg.tooLong {
				if !yield(tooLong(seg.text), nil) {
					return
				}
				continue
			}
			for text := range split(seg.text) {
				if !yield(newJob(text, parse), nil) {
					return
				}
			}
		}
	}
}

func newJob(text string, parse Parse) Job {
	code, err := parse(text)
	if errors.Is(err, ErrTooLong) {
		return tooLong(text)
	}
	if err != nil {
		return Job{Input: text, Code: text, Err: err}
	}
	return Job{Input: text, Code: code}
}

// tooLong returns the job of a text over MaxCode. It has only the beginning of the text.
func tooLong(text string) Job {
	text = beginning(text)
	return Job{Input: text, Code: text, Err: ErrTooLong}
}

// beginning returns text, or its beginning if it is longer than an excerpt.
func beginning(text string) string {
	if len(text) <= excerpt {
		return text
	}
	n := excerpt
	for n > excerpt-utf8.UTFMax && !utf8.RuneStart(text[n]) {
		n--
	}
	return strings.Clone(text[:n]) + "…"
}
