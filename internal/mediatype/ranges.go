// Package mediatype checks whether a body has a permitted type, by its header and its first bytes.
// net/http.DetectContentType (WHATWG MIME Sniffing) names the type of the first bytes. signature.go
// has the cases that prove nothing, and the other types with the same signature.
package mediatype

import (
	"fmt"
	"slices"
	"strings"
)

// Ranges are types that a body may have: `image/png`, `image/*`, `*/*` (RFC 9110, section 12.5.1).
// Empty Ranges require nothing.
type Ranges []Range

// A Range is a type or a set of types; `*` is any.
type Range struct{ Kind, Sub string }

// Parse parses a list with commas between. The error names the bad element and its fault.
func Parse(text string) (Ranges, error) {
	var ranges Ranges
	for part := range strings.SplitSeq(text, ",") {
		r, ok := parseRange(strings.TrimSpace(part))
		if !ok {
			return nil, fmt.Errorf("%q: must be types such as image/png, image/* or */*, separated by commas", part)
		}
		ranges = append(ranges, r)
	}
	return ranges, nil
}

func parseRange(text string) (Range, bool) {
	kind, sub, ok := strings.Cut(strings.ToLower(text), "/")
	r := Range{kind, sub}
	return r, ok && isToken(kind) && isToken(sub) && (kind != "*" || sub == "*")
}

// isToken reports whether text is a token (RFC 9110, section 5.6.2). `*` is a token. A longer token
// must not contain `*`, since it would not work as a pattern.
func isToken(text string) bool {
	if text == "*" {
		return true
	}
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'+-.^_`|~") == ""
}

func (r Range) String() string { return r.Kind + "/" + r.Sub }

func (m Ranges) String() string {
	texts := make([]string, len(m))
	for i, r := range m {
		texts[i] = r.String()
	}
	return strings.Join(texts, ",")
}

// meets reports whether some type is within both ranges.
func (r Range) meets(other Range) bool {
	same := func(a, b string) bool { return a == b || a == "*" || b == "*" }
	return same(r.Kind, other.Kind) && same(r.Sub, other.Sub)
}

// has reports whether one of the ranges has a type in common with one of the texts.
func (m Ranges) has(texts ...string) bool {
	for _, text := range texts {
		other, ok := parseRange(text)
		for _, r := range m {
			if ok && r.meets(other) {
				return true
			}
		}
	}
	return false
}

// any reports whether every body is permitted, even a body without a type.
func (m Ranges) any() bool {
	return len(m) == 0 || slices.Contains(m, Range{"*", "*"})
}

// If a Content-Type is not within the ranges, CheckHeader returns an error.
func (m Ranges) CheckHeader(contentType string) error {
	if m.any() {
		return nil
	}
	if contentType == "" {
		return fmt.Errorf("expected %v, got no Content-Type", m)
	}
	name := declaredType(contentType)
	if !strings.Contains(name, "*") && m.has(alsoKnownAs(name)...) {
		return nil
	}
	return fmt.Errorf("expected %v, got Content-Type %.100q", m, contentType)
}
