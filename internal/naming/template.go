package naming

import (
	"errors"
	"strings"

	"github.com/hoist/hoist/internal/percent"
)

// A template is text with variables in braces: RFC 6570, levels 1 and 2, without the `#` operator.
type template struct {
	text   string
	pieces []piece
}

// A piece is a literal. If name is set, it is a variable.
type piece struct {
	literal  string
	name     string // canonical: "col:NAME" for a column
	column   string // the column with the same name, which a record may have
	reserved bool   // {+name}: reserved characters and %XX are kept; in a name, `/` is kept
	once     bool   // an extension: it is left out if the value before it, a file name, ends with it
	encodes  bool   // an extension: if it is empty, the last dot of the value before it is encoded
}

// parseTemplate splits text into pieces. names are the variables of hoist that the template may
// have beside columns.
func parseTemplate(text string, vars *Variables, names []string) (template, error) {
	t := template{text: text}
	for rest := text; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			t.pieces = append(t.pieces, piece{literal: rest})
			break
		}
		if i > 0 {
			t.pieces = append(t.pieces, piece{literal: rest[:i]})
		}
		end := strings.IndexByte(rest, '}')
		if rest[i] == '}' || end < 0 {
			return template{}, errors.New("has an unmatched brace")
		}
		name, reserved := strings.CutPrefix(rest[i+1:end], "+")
		p, err := vars.resolve(name, names)
		if err != nil {
			return template{}, err
		}
		p.reserved = reserved
		t.pieces = append(t.pieces, p)
		rest = rest[end+1:]
	}
	return t, nil
}

// hasVariable reports whether the template has a variable.
func (t template) hasVariable() bool {
	return hasVariable(t.pieces)
}

// beginning returns the beginning of every URL of the template: the text before its first variable.
func (t template) beginning() string {
	if len(t.pieces) == 0 || t.pieces[0].name != "" {
		return ""
	}
	return string(percent.AppendReserved(nil, t.pieces[0].literal))
}

// expandURL expands the template for a URL. All characters of a value are percent-encoded as UTF-8,
// except for unreserved ones. Reserved values and literals also keep the characters that RFC 6570,
// section 3.2.1, allows.
//
// The error is an *outcome.Failure.
func (t template) expandURL(value Values) (string, error) {
	b := make([]byte, 0, len(t.text)+32)
	for i := range t.pieces {
		p := &t.pieces[i]
		if p.name == "" {
			b = percent.AppendReserved(b, p.literal)
			continue
		}
		text, err := valueOf(p, value)
		if err != nil {
			return "", err
		}
		if p.reserved {
			b = percent.AppendReserved(b, text)
		} else {
			b = percent.AppendUnreserved(b, text)
		}
	}
	return string(b), nil
}
