package source

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"github.com/hoist/hoist/source/records"
)

// A table is a list of records.
type table struct {
	list    *listReader
	form    records.Table
	columns []string        // nil for JSON Lines, and if there is no header
	header  string          // its text, if the list has one
	in      buffered        // of reader
	reader  *records.Reader // nil before reading begins, and after it
}

// openTable reads the header of a table. f is the file of the list if that is a regular file, else
// nil. If f is set, openTable does not change its offset and keeps no buffer, so that many files
// need little memory: below 2 KiB each. The records are then read from the beginning. If the header
// can't be read, the error comes again when the records are read.
func openTable(list *listReader, f *os.File, form records.Table) (*table, error) {
	t := &table{list: list, form: form}
	if f != nil {
		probe, err := list.probe(f)
		if err != nil {
			return t, nil
		}
		first := &table{list: probe, form: form}
		first.begin()
		err = first.readHeader()
		if err == nil && form.Format == records.JSONL {
			_, err = first.reader.Read()
		}
		first.in.Peek(1) // finds the number of a part if the table has no header
		t.columns, t.header = first.columns, first.header
		list.places.k, list.places.n = probe.places.k, probe.places.n
		return t, first.usageError(err)
	}
	t.begin()
	return t, t.usageError(t.readHeader())
}

func (t *table) begin() {
	t.in = newBuffered(t.list)
	t.reader = records.NewReader(t.in.Reader, t.form)
}

// end drops the buffers, since the table stays in the Selection.
func (t *table) end() { t.in, t.reader = buffered{}, nil }

func (t *table) readHeader() (err error) {
	t.columns, err = t.reader.Columns()
	t.header = t.reader.Header()
	return err
}

// usageError returns an error of the beginning of the list that the user must fix. Other errors
// come again.
func (t *table) usageError(err error) error {
	if bad, ok := errors.AsType[*records.HeaderError](err); ok {
		return fmt.Errorf("%s: %w", t.list.name, bad)
	}
	if wrong, ok := errors.AsType[*FormatError](t.listError(err)); ok {
		return wrong
	}
	return nil
}

// listError returns an error of the list as it is reported.
func (t *table) listError(err error) error {
	if is := jsonAdvice(err); is != "" {
		return &FormatError{List: t.list.name, Is: is}
	}
	return err
}

func jsonAdvice(err error) string {
	switch {
	case errors.Is(err, records.ErrArray):
		return "it is a JSON array; write one object a line (jq -c '.[]')"
	case errors.Is(err, records.ErrIndented):
		return "it is JSON over several lines; write one object a line (jq -c .)"
	}
	return ""
}

// jobs reads the records of the table.
func (t *table) jobs(s *Selection) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		defer t.end()
		parse := parser(s.Flags)
		if t.reader == nil {
			columns := t.columns
			t.begin()
			if err := t.readHeader(); err == nil && !slices.Equal(columns, t.columns) {
				yield(Job{}, fmt.Errorf("%s: its header has changed since the run began", t.list.name))
				return
			}
		}
		for {
			record, err := t.reader.Read()
			t.in.pass()
			bad, isBad := errors.AsType[*records.BadRecord](err)
			switch {
			case err == io.EOF:
				return
			case isBad:
				if !yield(badJob(bad), nil) {
					return
				}
			case err != nil:
				yield(Job{}, t.listError(err))
				return
			default:
				if !yield(s.recordJob(record, parse), nil) {
					return
				}
			}
		}
	}
}

// badJob returns the job of a bad record. Its text is its whole first line, unless that is too
// long. Its code is set later (badCode), without the secrets of URLs, also those in JSON.
func badJob(bad *records.BadRecord) Job {
	text := bad.Raw
	if errors.Is(bad, ErrTooLong) {
		text = beginning(text)
	}
	return Job{Input: text, Err: bad}
}

// recordJob returns the job of a record.
func (s *Selection) recordJob(record *records.Record, parse Parse) Job {
	text, err := s.codeOf(record)
	code := text
	if err == nil {
		code, err = parse(text)
	}
	if err == nil {
		return Job{Input: record.Raw, Code: code, Record: record}
	}
	if text == "" {
		text = record.Raw
	}
	return Job{
		Input: record.Raw, Code: hider{}.text(text), Record: record, Err: fmt.Errorf("line %d: %w", record.Line, codeError(err)),
	}
}

// codeError returns an error of a code with its subject.
func codeError(err error) error {
	if slices.Contains([]error{ErrEmpty, ErrControl, ErrTooLong, ErrUTF8}, err) {
		return fmt.Errorf("the code %w", err)
	}
	return err
}

// codeOf returns the code of a record.
func (s *Selection) codeOf(record *records.Record) (string, error) {
	if s.Code != nil {
		return s.Code(record)
	}
	name := s.CodeColumn()
	if name == "" {
		name = codeColumn(record.Names)
	}
	code, _ := record.Value(name)
	return code, nil
}

// CodeColumn returns the name of the column that is the code without Code: `code`, else `id`, else
// `url`, else the first. If the columns differ from record to record, or there are none, it returns
// "".
func (s *Selection) CodeColumn() string {
	if len(s.Columns) == 0 {
		return ""
	}
	return codeColumn(s.Columns)
}

// codeColumn returns the name of the column that is the code. There must be a column.
func codeColumn(columns []string) string {
	for _, name := range []string{"code", "id", "url"} {
		if slices.Contains(columns, name) {
			return name
		}
	}
	return columns[0]
}
