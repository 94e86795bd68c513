package naming

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hoist/hoist/internal/percent"
)

// Values returns the value of a variable of the template.
type Values func(name string) string

// A template is text with variables in braces: RFC 6570, levels 1 and 2, without the `#` operator.
type template struct {
	text  string
	parts []part
}

// A part is a literal. If name is set, it is a variable.
type part struct {
	literal  string
	name     string
	reserved bool // {+name}: reserved characters and %XX are kept
}

// parseTemplate splits text into parts. names are the variables. others are names that only the
// error lists.
func parseTemplate(text string, names []string, others ...string) (template, error) {
	t := template{text: text}
	for rest := text; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			t.parts = append(t.parts, part{literal: rest})
			break
		}
		if i > 0 {
			t.parts = append(t.parts, part{literal: rest[:i]})
		}
		end := strings.IndexByte(rest, '}')
		if rest[i] == '}' || end < 0 {
			return template{}, errors.New("has an unmatched brace")
		}
		p, err := parseVariable(rest[i+1:end], names, others)
		if err != nil {
			return template{}, err
		}
		t.parts = append(t.parts, p)
		rest = rest[end+1:]
	}
	return t, nil
}

func parseVariable(text string, names, others []string) (part, error) {
	name, reserved := strings.CutPrefix(text, "+")
	if !slices.Contains(names, name) {
		return part{}, fmt.Errorf("has the unknown variable {%s}; the variables are %s", text,
			strings.Join(slices.Concat(names, others), ", "))
	}
	return part{name: name, reserved: reserved}, nil
}

// has reports whether one of names is a variable of the template.
func (t template) has(names ...string) bool {
	for _, p := range t.parts {
		for _, name := range names {
			if p.name == name {
				return true
			}
		}
	}
	return false
}

// beginning returns the beginning of every URL of the template: the text before its first variable.
func (t template) beginning() string {
	if len(t.parts) == 0 || t.parts[0].name != "" {
		return ""
	}
	return string(percent.AppendReserved(nil, t.parts[0].literal))
}

// expandURL expands the template for a URL. All characters of a value are percent-encoded as UTF-8,
// except for unreserved ones. Reserved values and literals also keep the characters that RFC 6570,
// section 3.2.1, allows.
func (t template) expandURL(value Values) string {
	b := make([]byte, 0, len(t.text)+32)
	for _, p := range t.parts {
		if p.name == "" {
			b = percent.AppendReserved(b, p.literal)
			continue
		}
		if p.reserved {
			b = percent.AppendReserved(b, value(p.name))
		} else {
			b = percent.AppendUnreserved(b, value(p.name))
		}
	}
	return string(b)
}
