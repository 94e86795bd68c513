package records

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// csv scans RFC 4180: fields between delimiters. A field in quotes may have delimiters, line
// breaks, and quotes written twice. As for encoding/csv, a quote in any other field is an error,
// and empty lines are skipped.
type csv struct {
	delim  byte
	fields []span // of the current record
}

// A span is the place of a field in a record, without its quotes.
type span struct {
	begin, end int
	doubled    bool // it has quotes, which are written twice
}

func newCSV(delim byte) *csv {
	if delim == 0 {
		delim = ','
	}
	return &csv{delim: delim}
}

func (*csv) check(line []byte) (skip bool, err error) { return len(trimBreak(line)) == 0, nil }

func (c *csv) scan(w *window, line []byte) (*Record, error) {
	quoted := bytes.IndexByte(line, '"') >= 0
	if quoted {
		if err := c.split(w); err != nil {
			return nil, err
		}
	}
	raw, err := w.raw()
	if err != nil {
		return nil, err
	}
	if !quoted {
		return &Record{Raw: raw, Values: strings.Split(raw, string(rune(c.delim)))}, nil
	}
	values := make([]string, len(c.fields))
	for i, f := range c.fields {
		values[i] = raw[f.begin:f.end]
		if f.doubled {
			values[i] = strings.ReplaceAll(values[i], `""`, `"`)
		}
	}
	return &Record{Raw: raw, Values: values}, nil
}

// split finds the fields of the record, and reads its further lines.
func (c *csv) split(w *window) error {
	c.fields = c.fields[:0]
	for i := 0; ; {
		text := w.record()
		f := span{begin: i}
		if i < len(text) && text[i] == '"' {
			var err error
			if f, err = c.quoted(w, i); err != nil {
				return err
			}
			text = w.record()
			i = f.end + 1
			if i < len(text) && text[i] != c.delim {
				return fmt.Errorf("field %d has text after its closing quote", len(c.fields)+1)
			}
		} else {
			f.end = len(text)
			if n := bytes.IndexByte(text[i:], c.delim); n >= 0 {
				f.end = i + n
			}
			if bytes.IndexByte(text[i:f.end], '"') >= 0 {
				return fmt.Errorf("field %d has a quote, and does not begin with one", len(c.fields)+1)
			}
			i = f.end
		}
		c.fields = append(c.fields, f)
		if i == len(text) {
			return nil
		}
		i++
	}
}

// quoted returns the field whose opening quote has the place begin.
func (c *csv) quoted(w *window, begin int) (span, error) {
	f := span{begin: begin + 1}
	text := w.record()
	for i := f.begin; ; {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			i = len(text)
			if err := c.more(w); err != nil {
				return f, err
			}
			text = w.record()
			continue
		}
		if i += n; i+1 == len(text) || text[i+1] != '"' {
			f.end = i
			return f, nil
		}
		f.doubled = true
		i += 2
	}
}

var errOpenQuote = errors.New("has no closing quote")

// HasOpenQuote reports whether a text of CSV ends within quotes, so that the lines after it would
// be read with it.
func HasOpenQuote(text string, delimiter byte) bool {
	if strings.IndexByte(text, '"') < 0 {
		return false
	}
	in := bufio.NewReaderSize(strings.NewReader(text), len(text)) // the text is not long
	_, err := NewReader(in, Table{Format: CSV, Columns: []string{""}, Delimiter: delimiter}).Read()
	return errors.Is(err, errOpenQuote)
}

// more reads another line of the record, since the last field has no closing quote yet.
func (c *csv) more(w *window) error {
	field := len(c.fields) + 1
	tooLong := len(w.record()) > MaxSize
	var err error
	if !tooLong {
		_, tooLong, err = w.more()
	}
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("field %d %w", field, errOpenQuote)
	case err != nil:
		return endError{err}
	case tooLong:
		return fmt.Errorf("field %d %w within 64 KiB", field, errOpenQuote)
	}
	return nil
}
