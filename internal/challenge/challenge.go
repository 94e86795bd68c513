// Package challenge reads the challenges of servers and proxies that require a login.
package challenge

import (
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// These are the limits of the schemes in a text.
const (
	maxSchemes    = 5
	longestScheme = 30
)

// Schemes returns the authentication schemes in the values of a WWW-Authenticate or
// Proxy-Authenticate field (RFC 9110, section 11.6.1), in order and without repetitions. A scheme
// is a short token, so that it is safe in a text.
func Schemes(values []string) (schemes []string) {
	for _, value := range values {
		for _, element := range splitQuoted(value) {
			name, rest, _ := strings.Cut(strings.TrimSpace(element), " ")
			isParameter := strings.Contains(name, "=") || strings.HasPrefix(strings.TrimSpace(rest), "=")
			known := slices.ContainsFunc(schemes, func(s string) bool { return strings.EqualFold(s, name) })
			if isParameter || known || len(name) > longestScheme || !httpguts.ValidHeaderFieldName(name) {
				continue
			}
			if schemes = append(schemes, name); len(schemes) == maxSchemes {
				return schemes
			}
		}
	}
	return schemes
}

// splitQuoted splits a list at its commas. Commas in quoted strings do not count (RFC 9110, section
// 5.6.4).
func splitQuoted(list string) (elements []string) {
	begin, quoted := 0, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			elements = append(elements, list[begin:i])
			begin = i + 1
		}
	}
	return append(elements, list[begin:])
}

// HasBasic reports whether schemes contains Basic, the only scheme that hoist supports.
func HasBasic(schemes []string) bool {
	return slices.ContainsFunc(schemes, func(s string) bool { return strings.EqualFold(s, "Basic") })
}
