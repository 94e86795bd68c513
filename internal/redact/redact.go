// Package redact makes text fit to be shown: without user names, passwords and control characters.
package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// URLs hides the user name and password of each URL in text (RFC 3986, section 3.2.1). If text
// begins with a URL, its password may contain blanks and quotes.
func URLs(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "://")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("://")
		text = rest
		ends := "/?# \"\n"
		if b.Len() == len(before)+len("://") && isScheme(before) { // all of text is a URL
			ends = "/?#"
		}
		end := strings.IndexAny(rest, ends)
		if end < 0 {
			end = len(rest)
		}
		if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
			b.WriteString("***")
			text = rest[at:]
		}
	}
}

// URL hides the user name and password of a URL or URL template. text is the URL alone. The URL may
// be invalid: its password may contain blanks, quotes and slashes. So URL hides all up to the last
// `@`, unless a path has surely begun before it.
func URL(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return withoutScheme(text)
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return text
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 && end < at && isHostPort(rest[:end]) {
		return text
	}
	return scheme + "://***" + rest[at:]
}

// withoutScheme hides the user name and password of a URL if its scheme is missing or misspelt.
func withoutScheme(text string) string {
	at := strings.LastIndexByte(text, '@')
	if at < 0 || !strings.Contains(text[:at], ":") && !strings.HasPrefix(text, "//") {
		return text
	}
	return "***" + text[at:]
}

// isScheme reports whether text is the scheme of a URL (RFC 3986, section 3.1).
func isScheme(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.") == ""
}

// isHostPort reports whether text may be a host and a port, rather than a name and the beginning of
// a password.
func isHostPort(text string) bool {
	colon := strings.LastIndexByte(text, ':')
	return colon < 0 || strings.HasSuffix(text, "]") || strings.Trim(text[colon+1:], "0123456789") == ""
}

// OneLine returns text without secrets, control characters and line ends, and of at most 500 bytes.
// So text from any source is safe in lines of the log and on a terminal.
func OneLine(text string) string {
	text = strings.ReplaceAll(URLs(strings.TrimSpace(text)), "\n", "; ")
	return shorten(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r // invalid UTF-8 comes as U+FFFD
	}, text), 500)
}

// Excerpt returns the first characters of text, up to longest, without secrets and in one line. A
// blank takes the place of characters that can't be printed.
func Excerpt(text string, longest int) string {
	text = strings.ToValidUTF8(URLs(text), "\uFFFD")
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) })
	line, n := strings.Join(words, " "), 0
	for i := range line {
		if n == longest {
			return strings.TrimSuffix(line[:i], " ")
		}
		n++
	}
	return line
}

// shorten cuts valid UTF-8 to at most longest bytes, between two characters.
func shorten(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	end := longest - len("…")
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
