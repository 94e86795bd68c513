package source

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/hoist/hoist/source/records"
)

// A ListForm is the form of the lists of a run. It writes inputs as another list, which is read again
// with the same options: each input is read as one input, and a bad one is bad again.
type ListForm struct {
	header    string // empty for none
	end       string // after the header and each input
	format    records.Format
	delimiter byte // 0 for a comma
	columns   int
}

// LinesForm is the form of codes, one a line, or each ended by NUL.
func LinesForm(null bool) ListForm {
	if null {
		return ListForm{end: "\x00", format: records.Lines}
	}
	return ListForm{end: "\n", format: records.Lines}
}

// ListForm returns the form of the lists. If their headers differ, that is an error. The form of
// codes that are not from lists is that of lines.
func (s *Selection) ListForm() (form ListForm, err error) {
	form = s.form
	form.header, err = s.Header()
	return form, err
}

// Begin returns the text before the first input of a list: the header, if there is one. Before a
// text with which a list can't begin stand empty lines or codes, which are skipped.
func (f ListForm) Begin(input string) string {
	begin, header := "", ""
	if f.header != "" {
		input, header = f.header, f.header+f.end
	}
	if !f.canBegin(f.text(input)) {
		begin = strings.Repeat(f.end, emptyLines)
	}
	return begin + header
}

// emptyLines is the number of line ends, or NULs, that are not the beginning of a file of another
// kind. Two NULs may be that.
const emptyLines = 3

// Text returns the text of an input with its end.
func (f ListForm) Text(input string) string { return f.text(input) + f.end }

func (f ListForm) text(input string) string {
	text := input
	switch trimmed := strings.Trim(input, jsonBlanks); {
	case f.format == records.CSV && records.HasOpenQuote(input, f.delimiter):
		text = `"` + strings.ReplaceAll(input, `"`, `""`) + `"`
		if f.columns == 1 { // or else it would be a record
			text += string(rune(cmp.Or(f.delimiter, ',')))
		}
	case f.format == records.JSONL && (trimmed == "{" || strings.HasPrefix(trimmed, "[")):
		text = `"` + jsonQuoter.Replace(input) + `"`
	}
	if f.end == "\n" && strings.HasSuffix(text, "\r") {
		text += "\r" // since one before a line feed is not part of the input
	}
	return text
}

// canBegin reports whether a list that begins with a text is read as it is, whatever follows.
func (f ListForm) canBegin(text string) bool {
	head := []byte(text + f.end)
	for _, s := range signatures() {
		if bytes.HasPrefix(head[min(s.at, len(head)):], []byte(s.bytes)) {
			return false
		}
	}
	isMarked := f.end == "\n" && strings.HasPrefix(text, "\ufeff") // which would be skipped
	return !isMarked && utf8.ValidString(text) && !strings.ContainsFunc(text, isControl)
}
