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
	for _, s := range filekind.Signatures() {
		if bytes.HasPrefix(head[min(s.At, len(head)):], []byte(s.Bytes)) {
			return false
		}
	}
	isMarked := f.end == "\n" && strings.HasPrefix(text, "\ufeff") // which would be skipped
	return !isMarked && utf8.ValidString(text) && !filekind.IsBinary([]byte(text), false)
}

// A quoting writes an input that can't be read as a record into a part of hoist split, so that it
// is one input there too: not a part of a longer record, as after an open quote, and not skipped. A
// list where such an input stands first is not an error.
type quoting struct {
	null   bool
	format records.Format
	fields string // the delimiters of the empty fields that follow
}

func newQuoting(spec Spec, columns int) quoting {
	delimiter := ","
	if spec.Delimiter != 0 {
		delimiter = string(spec.Delimiter)
	}
	return quoting{spec.Null, spec.Format, strings.Repeat(delimiter, max(columns-1, 0))}
}

var (
	jsonQuoter   = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	jsonUnquoter = strings.NewReplacer(`\\`, `\`, `\"`, `"`)
)

// jsonBlanks are the blanks before and after JSON, within a line.
const jsonBlanks = " \t\r"

func (q quoting) quote(input string) string {
	trimmed := strings.Trim(input, jsonBlanks)
	switch {
	case q.null:
		return input
	case q.format == records.CSV:
		return `"` + strings.ReplaceAll(input, `"`, `""`) + `"` + q.fields
	case q.format == records.JSONL && (trimmed == "{" || strings.HasPrefix(trimmed, "[") || strings.HasPrefix(input, `"`)):
		return `"` + jsonQuoter.Replace(input) + `"`
	case q.format == records.Lines && (strings.HasPrefix(strings.Trim(input, blanks), "#") || strings.HasPrefix(input, "\r")):
		return "\r" + input
	}
	return input
}

// badCode returns the code of an input that can't be read as a record: the whole input, or its
// beginning if a part has no more of it. So a bad record has the same code in a part as in the
// whole list, and different ones have different codes in the log. The secrets of URLs in records
// are left out, also those in JSON.
func (q quoting) badCode(input string) string {
	code := input
	if quoted := q.quote(input); len(quoted) > MaxCode {
		code = q.unquote(beginning(quoted))
	}
	if q.format == records.Lines {
		return code
	}
	return hider{}.text(code)
}

// unquote returns the input that was quoted as text, as far as text has it.
func (q quoting) unquote(text string) string {
	switch {
	case q.null:
		return text
	case q.format == records.CSV:
		input := strings.TrimPrefix(text, `"`)
		if end := strings.LastIndexByte(input, '"'); end >= 0 {
			input = input[:end]
		}
		return strings.ReplaceAll(input, `""`, `"`)
	case q.format == records.JSONL && strings.HasPrefix(text, `"`):
		return jsonUnquoter.Replace(strings.TrimSuffix(text[1:], `"`))
	case q.format == records.Lines:
		return strings.TrimPrefix(text, "\r")
	}
	return text
}
