// Package jsontext judges JSON before a parser reads it.
package jsontext

import "strings"

// IsDeeper reports whether a JSON text is nested deeper than most levels. Parsers that call
// themselves for each level need this check first, since a stack of a gigabyte ends the process.
func IsDeeper(text string, most int) bool {
	if len(text) <= most || strings.Count(text, "[")+strings.Count(text, "{") <= most {
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > most {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}
