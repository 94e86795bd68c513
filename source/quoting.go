package source

import (
	"errors"
	"strings"

	"github.com/hoist/hoist/internal/parts"
	"github.com/hoist/hoist/source/records"
)

// quote returns the text of an input that can't be read as a record, in a part of hoist split. So
// it is one input there too: it is not part of a longer record, as after an open quote, and it is
// not skipped. If it is the first input of a list, it does not end the reading.
func (f ListForm) quote(input string) string {
	switch {
	case f.null:
		return input
	case f.format == records.CSV:
		return quotedField(input) + strings.Repeat(string(rune(f.delimiter)), max(f.columns-1, 0))
	case f.format == records.JSONL && (endsJSONLines(input) || strings.HasPrefix(input, `"`)):
		return quotedString(input)
	case f.format == records.Lines && (strings.HasPrefix(strings.Trim(input, blanks), "#") || strings.HasPrefix(input, "\r")):
		return "\r" + input
	}
	return input
}

// unquote returns the input that quote has made text of. If text is only a beginning, it returns
// the beginning of the input.
func (f ListForm) unquote(text string) string {
	switch {
	case f.null:
		return text
	case f.format == records.CSV:
		input := strings.TrimPrefix(text, `"`)
		if end := strings.LastIndexByte(input, '"'); end >= 0 {
			input = input[:end]
		}
		return strings.ReplaceAll(input, `""`, `"`)
	case f.format == records.JSONL && strings.HasPrefix(text, `"`):
		return stringUnquoter.Replace(strings.TrimSuffix(text[1:], `"`))
	case f.format == records.Lines:
		return strings.TrimPrefix(text, "\r")
	}
	return text
}

// badCode returns the code of an input that can't be read as a record: the whole input, or its
// beginning if a part has no more of it. So a bad record has the same code in a part as in the
// whole list, and different ones have different codes in the log. The secrets of URLs in records
// are left out, also those in JSON.
func (f ListForm) badCode(input string) string {
	code := input
	if quoted := f.quote(input); len(quoted) > MaxCode {
		code = f.unquote(beginning(quoted))
	}
	if f.format == records.Lines {
		return code
	}
	return hider{}.text(code)
}

// quotedField returns a text as a field of CSV.
func quotedField(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// quotedString returns a line as a JSON string, apart from its control characters, which stay.
func quotedString(text string) string { return `"` + stringQuoter.Replace(text) + `"` }

var (
	stringQuoter   = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	stringUnquoter = strings.NewReplacer(`\\`, `\`, `\"`, `"`)
)

// endsJSONLines reports whether a line of JSON would end the reading if it were the first
// (records.ErrArray, records.ErrIndented).
func endsJSONLines(line string) bool {
	const blanks = " \t\r"
	line = strings.Trim(line, blanks)
	return line == "{" || strings.HasPrefix(line, "[")
}

// place gives a job its place, and the reason why it was refused.
func (f ListForm) place(job Job, e parts.Entry) Job {
	job.Seq = e.Seq
	if e.Refused == nil {
		return job
	}
	if e.Refused.Quoted {
		input := f.unquote(job.Input)
		job = Job{Seq: e.Seq, Input: input, Code: f.badCode(input)}
	}
	job.Err = &refusedError{e.Refused.Reason, e.Refused.TooLong}
	return job
}

// PartText returns the entry and the text of a job in a part of hoist split. seq is the place of
// the job in the whole list. The text is without its line break.
func (s *Selection) PartText(job *Job, seq uint64) (e parts.Entry, text string) {
	e = parts.Entry{Seq: seq}
	if job.Err == nil {
		return e, job.Input
	}
	r := &parts.Refusal{TooLong: errors.Is(job.Err, ErrTooLong), Quoted: job.Record == nil, Reason: job.Err.Error()}
	text = job.Input
	if r.Quoted {
		text = s.form.quote(text)
		r.TooLong = r.TooLong || len(text) > MaxCode // so only its beginning will be read
	}
	e.Refused = r
	return e, text
}

// A refusedError is the reason why an input of the whole list is not a code.
type refusedError struct {
	reason  string
	tooLong bool
}

func (e *refusedError) Error() string { return e.reason }

// Is makes the error one of ErrTooLong, for which only the beginning of the input is kept.
func (e *refusedError) Is(target error) bool { return e.tooLong && target == ErrTooLong }
