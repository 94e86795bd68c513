package sink

import (
	"errors"
	"strings"

	"github.com/tidwall/gjson"
)

var (
	errNoJSON   = errors.New("not valid JSON")
	errNoObject = errors.New("no JSON object")
	errTooDeep  = errors.New("nested too deep")
	errNoEvent  = errors.New("event is missing or no text")
)

// A field is the value of one field of a line: the text of a string, else the JSON.
type field struct {
	text string
	kind gjson.Type // Null too where the field is missing
}

func (f field) isString() bool { return f.kind == gjson.String }

// A logLine is what a Journal reads of one line. Of fields that stand twice the last one counts.
type logLine struct {
	event                        field
	v, url, out, name, server    field // of `run`
	code, code64, outcome        field // of `result`, with url
	path, bytes, sha256          field
	contentType, encoding, etag  field
	lastModified, finalURL, none field
}

// parse reads the fields of a line. Their texts are parts of line where there is nothing to decode.
func (l *logLine) parse(line string) error {
	*l = logLine{}
	switch {
	case tooDeep(line):
		return errTooDeep
	case !gjson.Valid(line):
		return errNoJSON
	}
	object := gjson.Parse(line)
	if !object.IsObject() {
		return errNoObject
	}
	object.ForEach(func(key, value gjson.Result) bool {
		f := field{value.Raw, value.Type}
		if value.Type == gjson.String {
			f.text = value.Str
		}
		*l.field(key.Str) = f
		return true
	})
	if !l.event.isString() {
		return errNoEvent
	}
	return nil
}

// field is where the value of that name goes.
func (l *logLine) field(name string) *field {
	switch name {
	case "event":
		return &l.event
	case "v":
		return &l.v
	case "url":
		return &l.url
	case "out":
		return &l.out
	case "name":
		return &l.name
	case "server":
		return &l.server
	case "code":
		return &l.code
	case "code_b64":
		return &l.code64
	case "outcome":
		return &l.outcome
	case "path":
		return &l.path
	case "bytes":
		return &l.bytes
	case "sha256":
		return &l.sha256
	case "content_type":
		return &l.contentType
	case "content_encoding":
		return &l.encoding
	case "etag":
		return &l.etag
	case "last_modified":
		return &l.lastModified
	case "final_url":
		return &l.finalURL
	}
	return &l.none
}

// deepest is how far JSON may be nested: gjson.Valid calls itself for each level, and a stack of a gigabyte ends
// the process.
const deepest = 10_000

func tooDeep(line string) bool {
	if len(line) <= deepest || strings.Count(line, "[")+strings.Count(line, "{") <= deepest {
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > deepest {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}
