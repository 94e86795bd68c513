package stages

import (
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/hoist/hoist/sink"
)

// MediaRanges are types that a body may have: `image/png`, `image/*`, `*/*` (RFC 9110, section 12.5.1). None at all
// ask for nothing.
type MediaRanges []mediaRange

type mediaRange struct{ kind, sub string } // `*` for any

// ParseMediaRanges parses a list with commas between. The error says what is wrong with which of them.
func ParseMediaRanges(text string) (MediaRanges, error) {
	var ranges MediaRanges
	for part := range strings.SplitSeq(text, ",") {
		r, ok := parseMediaRange(strings.TrimSpace(part))
		if !ok {
			return nil, fmt.Errorf("%q: want types as image/png, image/* or */*, with commas between", part)
		}
		ranges = append(ranges, r)
	}
	return ranges, nil
}

func parseMediaRange(text string) (mediaRange, bool) {
	kind, sub, ok := strings.Cut(strings.ToLower(text), "/")
	r := mediaRange{kind, sub}
	return r, ok && isToken(kind) && isToken(sub) && (kind != "*" || sub == "*")
}

// isToken reports whether text is a token (RFC 9110, section 5.6.2), of which `*` is one; within longer ones it would
// promise what does not hold.
func isToken(text string) bool {
	if text == "*" {
		return true
	}
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'+-.^_`|~") == ""
}

func (r mediaRange) String() string { return r.kind + "/" + r.sub }

func (m MediaRanges) String() string {
	texts := make([]string, len(m))
	for i, r := range m {
		texts[i] = r.String()
	}
	return strings.Join(texts, ",")
}

// meets reports whether some type is within both ranges.
func (r mediaRange) meets(other mediaRange) bool {
	same := func(a, b string) bool { return a == b || a == "*" || b == "*" }
	return same(r.kind, other.kind) && same(r.sub, other.sub)
}

// has reports whether one of the ranges has a type in common with one of the texts.
func (m MediaRanges) has(texts ...string) bool {
	for _, text := range texts {
		other, ok := parseMediaRange(text)
		for _, r := range m {
			if ok && r.meets(other) {
				return true
			}
		}
	}
	return false
}

// any reports whether everything is welcome, even what has no type.
func (m MediaRanges) any() bool {
	return len(m) == 0 || slices.Contains(m, mediaRange{"*", "*"})
}

// checkHeader holds a Content-Type against the ranges. The error is a Failure.
func (m MediaRanges) checkHeader(contentType string) error {
	if m.any() {
		return nil
	}
	if contentType == "" {
		return failure(sink.BadContent, fmt.Errorf("want %v, got no Content-Type", m))
	}
	name, _, err := mime.ParseMediaType(contentType)
	if err != nil { // parameters are nobody's business here
		name, _, _ = strings.Cut(contentType, ";")
		name = strings.ToLower(strings.TrimSpace(name))
	}
	if !strings.Contains(name, "*") && m.has(alsoKnownAs(name)...) {
		return nil
	}
	return failure(sink.BadContent, fmt.Errorf("want %v, got Content-Type %.100q", m, contentType))
}
