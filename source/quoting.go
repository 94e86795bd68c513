package source

import (
	"strings"

	"github.com/hoist/hoist/source/records"
)

// A quoting writes an input that can't be read as a record into a part of hoist split, so that it is
// one input there too: not a part of a longer record, as after an open quote, and not skipped. A
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
// beginning if a part has no more of it. So a bad record has the same code in a part as in the whole
// list, and different ones have different codes in the log.
func (q quoting) badCode(input string) string {
	if quoted := q.quote(input); len(quoted) > MaxCode {
		return q.unquote(beginning(quoted))
	}
	return input
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
