package stages

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hoist/hoist/source"
)

// A template is text with variables in braces: RFC 6570, levels 1 and 2, without the `#` operator.
type template struct {
	text  string
	parts []part
}

// A part is a literal, or a variable where name is set.
type part struct {
	literal  string
	name     string
	reserved bool // {+name}: reserved characters are kept, and so is a %XX
}

// parseTemplate splits text into parts. Its variables are those of source.Vars.
func parseTemplate(text string) (template, error) {
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
			return template{}, errors.New("has a brace without its other half")
		}
		p, err := parseVariable(rest[i+1 : end])
		if err != nil {
			return template{}, err
		}
		t.parts = append(t.parts, p)
		rest = rest[end+1:]
	}
	return t, nil
}

func parseVariable(text string) (part, error) {
	name, reserved := strings.CutPrefix(text, "+")
	if !source.KnownVar(name) {
		return part{}, fmt.Errorf("has the unknown variable {%s}; there are %s", text, strings.Join(source.Vars(), ", "))
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

// beginning is what every URL of the template begins with: the text before its first variable.
func (t template) beginning() string {
	if len(t.parts) == 0 || t.parts[0].name != "" {
		return ""
	}
	return string(appendReserved(nil, t.parts[0].literal))
}

// expandURL expands the template for a URL. A value becomes UTF-8 with all but unreserved characters
// percent-encoded; a reserved value and a literal keep what RFC 6570, section 3.2.1, lets them keep.
func (t template) expandURL(job source.Job) string {
	b := make([]byte, 0, len(t.text)+len(job.Code))
	for _, p := range t.parts {
		if p.name == "" {
			b = appendReserved(b, p.literal)
			continue
		}
		value, _ := job.Var(p.name)
		if p.reserved {
			b = appendReserved(b, value)
		} else {
			b = appendUnreserved(b, value)
		}
	}
	return string(b)
}

func appendUnreserved(b []byte, text string) []byte {
	for i := range len(text) {
		if isUnreserved(text[i]) {
			b = append(b, text[i])
		} else {
			b = appendPercent(b, text[i])
		}
	}
	return b
}

func appendReserved(b []byte, text string) []byte {
	for i := range len(text) {
		c := text[i]
		if isUnreserved(c) || strings.IndexByte(":/?#[]@!$&'()*+,;=", c) >= 0 || isPercentEncoded(text[i:]) {
			b = append(b, c)
		} else {
			b = appendPercent(b, c)
		}
	}
	return b
}

// isUnreserved is RFC 3986, section 2.3.
func isUnreserved(c byte) bool {
	return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// isPercentEncoded reports whether text begins with %XX.
func isPercentEncoded(text string) bool {
	return len(text) >= 3 && text[0] == '%' && isHex(text[1]) && isHex(text[2])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func appendPercent(b []byte, c byte) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, '%', digits[c>>4], digits[c&15])
}
