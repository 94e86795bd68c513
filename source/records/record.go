// Package records reads the records of tables.
package records

import "slices"

// A Record is one record of a table: the values of its columns.
type Record struct {
	// Names are the names of the columns. The records of a table with a header share them. Each
	// record of JSON Lines has its own.
	Names []string

	// Values are the values of the columns as text, in the order of Names.
	Values []string

	// JSON are the JSON texts of the values of a record of JSON Lines. nil for other formats, whose
	// values are JSON strings.
	JSON []string

	// Raw is the record as it was read, without the line break at its end.
	Raw string

	// Line is the number of the line where the record begins: 1, 2, …
	Line int64
}

// Value returns the value of a column. If the record has no such column, ok is false. A nil Record
// has no columns.
func (r *Record) Value(name string) (value string, ok bool) {
	if r == nil {
		return "", false
	}
	i := slices.Index(r.Names, name)
	if i < 0 {
		return "", false
	}
	return r.Values[i], true
}
