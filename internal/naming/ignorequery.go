package naming

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// An IgnoredQuery is a list of parameters of URLs that differ from one list to the next, such as
// signatures. They are sent, but they are no part of codes, names and lines. A `*` in a parameter
// stands for any text. nil ignores nothing.
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

// Drop returns a URL without the ignored parameters.
func (q IgnoredQuery) Drop(text string) string {
	question := strings.IndexByte(text, '?')
	if len(q) == 0 || question < 0 {
		return text
	}
	query, fragment := text[question+1:], ""
	if hash := strings.IndexByte(query, '#'); hash >= 0 {
		query, fragment = query[:hash], query[hash:]
	}
	var kept []string
	dropped := false
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if q.has(name) {
			dropped = true
		} else {
			kept = append(kept, pair)
		}
	}
	if !dropped {
		return text
	}
	text = text[:question]
	if len(kept) > 0 {
		text += "?" + strings.Join(kept, "&")
	}
	return text + fragment
}

// DropAll returns a text without the ignored parameters of the URLs in it.
func (q IgnoredQuery) DropAll(text string) string {
	if len(q) == 0 || !strings.Contains(text, "?") {
		return text
	}
	var b strings.Builder
	for text != "" {
		end := strings.IndexFunc(text, isOutsideURL)
		if end < 0 {
			end = len(text)
		}
		b.WriteString(q.Drop(text[:end]))
		text = text[end:]
		next := strings.IndexFunc(text, func(r rune) bool { return !isOutsideURL(r) })
		if next < 0 {
			next = len(text)
		}
		b.WriteString(text[:next])
		text = text[next:]
	}
	return b.String()
}

// isOutsideURL reports whether r can't be in a URL within a sentence.
func isOutsideURL(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'<>`", r) }

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

// matches reports whether name matches a pattern in which `*` stands for any text.
func matches(pattern, name string) bool {
	head, rest, ok := strings.Cut(pattern, "*")
	if !ok {
		return pattern == name
	}
	if !strings.HasPrefix(name, head) {
		return false
	}
	name = name[len(head):]
	for {
		if matches(rest, name) {
			return true
		}
		if name == "" {
			return false
		}
		name = name[1:]
	}
}
