package records

import "slices"

// MaxSize is the largest size of a record in bytes, without the line break at its end.
const MaxSize = 64 << 10

// A Record is one record of a table: the values of its columns.
type Record struct {
	// Names are the names of the columns. The records of a table share them, but each record of
	// JSON Lines may have others.
	Names []string

	// Values are the values of the columns as text, in the order of Names.
	Values []string

	// JSON are the JSON texts of the values of a record of JSON Lines; nil for other formats, whose
	// values are strings.
	JSON []string

	// Raw is the record as it was read, without the line break at its end.
	Raw string

	// Line is the number of the line where the record begins: 1, 2, …
	Line int64
}

// Value returns the value of a column. If the record lacks the column, ok is false. A nil Record
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

// stringSize is the size in bytes of a string without its text.
const stringSize = 16

// Size returns about how many bytes of memory the record takes. A nil Record takes none.
func (r *Record) Size() int {
	if r == nil {
		return 0
	}
	size := len(r.Raw) + stringSize*len(r.Values)
	for _, value := range r.Values {
		size += len(value)
	}
	if r.JSON != nil {
		size += 2 * stringSize * len(r.JSON) // the names and the texts are parts of Raw, mostly
	}
	return size
}
