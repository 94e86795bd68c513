package naming

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// An IgnoredQuery is a list of parameters of URLs that differ from one list to the next, such as
// signatures. They are sent, but codes, names and lines lack them. A `*` in a parameter matches any
// text. nil ignores nothing.
type IgnoredQuery []string

// ParseIgnoredQuery parses a list such as `sig,X-Amz-*`. The error is for the user.
func ParseIgnoredQuery(text string) (IgnoredQuery, error) {
	var q IgnoredQuery
	for name := range strings.SplitSeq(text, ",") {
		name = strings.Trim(name, " \t")
		switch {
		case name == "":
			return nil, errors.New("has an empty parameter; it is a list such as sig,X-Amz-*")
		case strings.ContainsAny(name, "&=?#"):
			return nil, fmt.Errorf("has %q, which can't be the name of a parameter", name)
		}
		q = append(q, name)
	}
	return q, nil
}

// Drop returns a text, which may be a URL or have URLs in it, without the ignored parameters. The
// value of a parameter ends where a URL in a sentence ends.
func (q IgnoredQuery) Drop(text string) string {
	if len(q) == 0 || !strings.Contains(text, "?") {
		return text
	}
	var b strings.Builder
	marks, first := "?", false // the first parameters of the query were dropped, and their question mark
	for text != "" {
		i := strings.IndexAny(text, marks)
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		mark := text[i]
		if text, first = text[i+1:], first && i == 0; mark == '#' {
			b.WriteByte(mark)
			marks, first = "?", false
			continue
		}
		marks = "?&#"
		if n := q.ignores(text); n >= 0 {
			text, first = text[n:], first || mark == '?'
			continue
		}
		if first {
			mark, first = '?', false
		}
		b.WriteByte(mark)
	}
	b.WriteString(text)
	return b.String()
}

// dropFrom returns values without the ignored parameters.
func (q IgnoredQuery) dropFrom(value Values) Values {
	return func(name string) (string, bool) {
		text, ok := value(name)
		return q.Drop(text), ok
	}
}

// ignores returns the length of the parameter with which text begins. If that is not ignored, it
// returns -1.
func (q IgnoredQuery) ignores(text string) int {
	end := strings.IndexFunc(text, endsParameter)
	if end < 0 {
		end = len(text)
	}
	name, _, _ := strings.Cut(text[:end], "=")
	if end == 0 || !q.has(name) {
		return -1
	}
	return end
}

// endsParameter reports whether r can't be in a parameter of a URL within a sentence.
func endsParameter(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("&#\"<>`", r) }

// has reports whether a parameter is ignored. name may be percent-encoded.
func (q IgnoredQuery) has(name string) bool {
	if decoded, err := url.QueryUnescape(name); err == nil {
		name = decoded
	}
	for _, pattern := range q {
		if matches(pattern, name) {
			return true
		}
	}
	return false
}

// matches reports whether name matches a pattern in which `*` matches any text. Each `*` but
// the last takes as little as possible, so nothing is tried again.
func matches(pattern, name string) bool {
	head, rest, starred := strings.Cut(pattern, "*")
	if !starred {
		return pattern == name
	}
	name, ok := strings.CutPrefix(name, head)
	for ok {
		if head, rest, starred = strings.Cut(rest, "*"); !starred {
			return strings.HasSuffix(name, head)
		}
		_, name, ok = strings.Cut(name, head)
	}
	return false
}
