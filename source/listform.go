package source

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/hoist/hoist/internal/filekind"
	"github.com/hoist/hoist/source/records"
)

// A ListForm is the form of the lists of a run. It writes inputs as another list, which is read
// again with the same options: each input is read as one input, and a bad one is bad again.
type ListForm struct {
	format    records.Format
	null      bool   // codes end in NUL
	delimiter byte   // of CSV
	columns   int    // 0 if the records have no common columns
	header    string // empty for none
}

// newListForm returns the form of lists with this number of columns, without their header.
func newListForm(spec Spec, columns int) ListForm {
	return ListForm{format: spec.Format, null: spec.Null, delimiter: cmp.Or(spec.Delimiter, ','), columns: columns}
}

// LinesForm is the form of codes, one a line, or each ended by NUL.
func LinesForm(null bool) ListForm { return newListForm(Spec{Format: records.Lines, Null: null}, 0) }

// ListForm returns the form of the lists. If their headers differ, that is an error. The form of
// codes that are not from lists is that of lines.
func (s *Selection) ListForm() (form ListForm, err error) {
	form = s.form
	form.header, err = s.Header()
	return form, err
}

// end returns the text after the header and each input.
func (f ListForm) end() string {
	if f.null {
		return "\x00"
	}
	return "\n"
}

// Begin returns the text before the first input of a list: the header, if there is one. If a list
// can't begin with that header or input, empty lines or codes are before it, which are skipped.
func (f ListForm) Begin(input string) string {
	begin, header := "", ""
	if f.header != "" {
		input, header = f.header, f.header+f.end()
	}
	if !f.canBegin(f.text(input)) {
		begin = strings.Repeat(f.end(), emptyLines)
	}
	return begin + header
}

// emptyLines is the number of line ends, or NULs, that are not the beginning of a file of another
// kind. Two NULs may be that.
const emptyLines = 3

// Text returns the text of an input with its end.
func (f ListForm) Text(input string) string { return f.text(input) + f.end() }

// text returns the text of an input. It is the input itself, unless that would end the reading or
// be read together with the inputs after it.
func (f ListForm) text(input string) string {
	text := input
	switch {
	case f.format == records.CSV && records.HasOpenQuote(input, f.delimiter):
		text = quotedField(input)
		if f.columns == 1 { // else it would be a record
			text += string(rune(f.delimiter))
		}
	case f.format == records.JSONL && endsJSONLines(input):
		text = quotedString(input)
	}
	if !f.null && strings.HasSuffix(text, "\r") {
		text += "\r" // since one before a line feed is not part of the input
	}
	return text
}

// canBegin reports whether a list that begins with a text is read as it is, whatever follows.
func (f ListForm) canBegin(text string) bool {
	head := []byte(text + f.end())
	for _, s := range filekind.Signatures() {
		if bytes.HasPrefix(head[min(s.At, len(head)):], []byte(s.Bytes)) {
			return false
		}
	}
	isMarked := !f.null && strings.HasPrefix(text, "\ufeff") // which would be skipped
	return !isMarked && utf8.ValidString(text) && !filekind.IsBinary([]byte(text), false)
}
