package logline

import (
	"errors"

	"github.com/hoist/hoist/internal/jsontext"
	"github.com/tidwall/gjson"
)

var (
	// ErrNoJSON is the error of a line that is not valid JSON, such as a torn line.
	ErrNoJSON   = errors.New("not valid JSON")
	errNoObject = errors.New("not a JSON object")
	errTooDeep  = errors.New("nested too deep")
	errNoEvent  = errors.New("event is missing or not a string")
)

// A Field is the value of one field of a line: the text of a string, or the JSON of another value.
type Field struct {
	Text string
	kind gjson.Type // Null too if the field is missing
}

func (f Field) IsString() bool { return f.kind == gjson.String }

// isOther reports whether the field is there and not a string.
func (f Field) isOther() bool { return !f.IsString() && f != Field{} }

// A Line has the fields of one line that a resumed run and a tally read. If a line has a field
// twice, the last value counts.
type Line struct {
	Event                           Field
	time                            Field
	URL, Name                       Field // of `run` and `result`
	version, out, server            Field // of `run`
	resume, part                    Field
	code, code64, outcome           Field // of `result`
	path, bytes, sha256             Field
	contentType, encoding, etag     Field
	lastModified, finalURL          Field
	expected                        Field
	host, status, errorKind, reason Field
	detail                          Field
	elapsed, exit                   Field // of `tally`
	none                            Field // any other
}

// Parse reads the fields of a line. If a text has nothing to decode, it is a part of line.
func (l *Line) Parse(line string) error {
	*l = Line{}
	switch {
	case jsontext.IsDeeper(line, deepest):
		return errTooDeep
	case !gjson.Valid(line):
		return ErrNoJSON
	}
	object := gjson.Parse(line)
	if !object.IsObject() {
		return errNoObject
	}
	object.ForEach(func(key, value gjson.Result) bool {
		f := Field{value.Raw, value.Type}
		if value.Type == gjson.String {
			f.Text = value.Str
		}
		*l.field(key.Str) = f
		return true
	})
	if !l.Event.IsString() {
		return errNoEvent
	}
	return nil
}

// field returns the place for the value of that name.
func (l *Line) field(name string) *Field {
	switch name {
	case "event":
		return &l.Event
	case "time":
		return &l.time
	case "v":
		return &l.version
	case "url":
		return &l.URL
	case "out":
		return &l.out
	case "name":
		return &l.Name
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
	case "expected":
		return &l.expected
	case "host":
		return &l.host
	case "http_status":
		return &l.status
	case "error_kind":
		return &l.errorKind
	case "error":
		return &l.reason
	case "detail":
		return &l.detail
	case "resume":
		return &l.resume
	case "part":
		return &l.part
	case "elapsed_ms":
		return &l.elapsed
	case "exit":
		return &l.exit
	}
	return &l.none
}

// deepest is the deepest nesting of JSON that is accepted: gjson.Valid calls itself for each level,
// and a stack of a gigabyte ends the process.
const deepest = 10_000
