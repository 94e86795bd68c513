package records

import (
	"bufio"
	"errors"
)

// A Table is the form of a table.
type Table struct {
	Format    Format
	Columns   []string // the names of the columns of CSV and TSV; nil if the first record has them
	Delimiter byte     // between the fields of CSV; 0 for a comma
}

// A Reader reads the records of one table.
type Reader struct {
	lines   window
	scanner scanner
	header  bool     // the first record is the header
	columns []string // nil for JSON Lines, and before the header is read
	text    string   // of the header
	err     error    // the error that ended reading
}

// A scanner reads the records of one format.
type scanner interface {
	// check reports whether the line is blank or a comment, where a record may begin. An error ends
	// the reading.
	check(line []byte) (skip bool, err error)

	// scan returns the record that begins with the line, and may read its further lines. It may
	// leave Names and Line to the Reader. If the record is bad, it returns the reason.
	scan(w *window, line []byte) (*Record, error)
}

// An endError is an error of a scanner that ends the reading.
type endError struct{ error }

// NewReader returns a Reader of the table in. It reads no more of in than it needs for the next
// record, apart from the bytes that in has in its buffer. The format of the table is not Lines.
func NewReader(in *bufio.Reader, table Table) *Reader {
	r := &Reader{
		lines: window{in: in, count: 1}, header: table.Format.HasHeader() && table.Columns == nil, columns: table.Columns,
	}
	switch table.Format {
	case CSV:
		r.scanner = newCSV(table.Delimiter)
	case TSV:
		r.scanner = tsv{}
	case JSONL:
		r.scanner = &jsonLines{}
	case Sums:
		r.scanner, r.columns = sums{}, sumsColumns()
	}
	return r
}

// Columns returns the names of the columns. It reads the header if there is one. If the input ended
// before a header, it returns io.EOF. If the header can't be used, it returns a *HeaderError. The
// columns of JSON Lines are nil.
func (r *Reader) Columns() ([]string, error) {
	if r.err != nil || r.columns != nil || !r.header {
		return r.columns, r.err
	}
	header, err := r.next()
	if err == nil {
		if err = CheckColumns(header.Values); err != nil {
			err = &HeaderError{Line: header.Line, Err: err}
		}
	} else if bad, ok := errors.AsType[*BadRecord](err); ok {
		if err = bad.Err; hasBareCR(bad.Raw) { // which is the reason for a header that is too long, or has bad quotes
			err = errBareCR
		}
		err = &HeaderError{Line: bad.Line, Err: err}
	}
	if err != nil {
		r.err = err
		return nil, err
	}
	r.columns, r.text = header.Values, header.Raw
	return r.columns, nil
}

// Header returns the text of the header that Columns has read, without its line break.
func (r *Reader) Header() string { return r.text }

// Read returns the next record. After a *BadRecord the reading continues. Any other error is the
// last: it is io.EOF at the end, a *HeaderError, ErrArray, ErrIndented, or an error of the input.
func (r *Reader) Read() (*Record, error) {
	columns, err := r.Columns()
	if err != nil {
		return nil, err
	}
	rec, err := r.next()
	if err != nil {
		if _, bad := errors.AsType[*BadRecord](err); !bad {
			r.err = err
		}
		return nil, err
	}
	if columns != nil {
		if err := checkCount(len(rec.Values), columns, r.header); err != nil {
			return nil, r.bad(err)
		}
		rec.Names = columns
	}
	return rec, nil
}

// next returns the next record, without a check of its columns.
func (r *Reader) next() (*Record, error) {
	for {
		line, tooLong, err := r.lines.begin()
		if err != nil {
			return nil, err
		}
		skip, err := r.scanner.check(line)
		switch {
		case err != nil:
			return nil, err
		case skip:
			continue
		case tooLong:
			return nil, &BadRecord{Line: r.lines.line, Raw: string(line), Err: ErrTooLong}
		}
		rec, err := r.scanner.scan(&r.lines, line)
		if end, ok := err.(endError); ok {
			return nil, end.error
		}
		if err != nil {
			return nil, r.bad(err)
		}
		rec.Line = r.lines.line
		return rec, nil
	}
}

// bad returns the error of the record that was read last, and goes back to the line after its
// first.
func (r *Reader) bad(err error) error {
	line := r.lines.first()
	bad := &BadRecord{Line: r.lines.line, Raw: string(trimBreak(line)), Err: err}
	r.lines.back(len(line))
	return bad
}
