package redact

import (
	"regexp"
	"strconv"
	"strings"
)

// Unescape returns text in which URLs can be found that are in JSON strings, such as
// `https:\/\/h\/?a\u0026b`. Quotes, backslashes and control characters stay escaped, so that JSON
// stays valid.
func Unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	return escape.ReplaceAllStringFunc(text, unescape)
}

// escape matches an escaped character. In JSON within a JSON string it has several backslashes.
var escape = regexp.MustCompile(`\\+(?:/|u00[0-9A-Fa-f]{2})`)

func unescape(escaped string) string {
	digits := strings.TrimLeft(escaped, `\`)
	if digits == "/" {
		return digits
	}
	c, _ := strconv.ParseUint(digits[1:], 16, 8) // they are digits
	if c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
		return escaped
	}
	return string(rune(c))
}
