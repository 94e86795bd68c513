// Package redact makes text fit to be shown: without user names, passwords and control characters.
package redact

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// URLs hides the user name and password of each URL in text (RFC 3986, section 3.2.1). The password
// may not be percent-encoded, and contain slashes and other delimiters. If text begins with a URL,
// it may also contain blanks and quotes.
func URLs(text string) string {
	if strings.IndexByte(text, '@') < 0 || !strings.Contains(text, "://") {
		return text
	}
	var b strings.Builder
	word := firstWord(text)
	if scheme, _, found := strings.Cut(word, "://"); found && isScheme(scheme) {
		word = firstURL(text)
	}
	for {
		hide(&b, word)
		text = text[len(word):]
		if text == "" {
			return b.String()
		}
		b.WriteByte(text[0]) // which ended the word
		text = text[1:]
		word = firstWord(text)
	}
}

// hide writes a word without the user names and passwords of the URLs in it.
func hide(b *strings.Builder, word string) {
	last := strings.LastIndexByte(word, '@')
	for {
		begin := strings.Index(word, "://") + len("://")
		if begin < len("://") || begin > last {
			b.WriteString(word)
			return
		}
		b.WriteString(word[:begin])
		word, last = word[begin:], last-begin
		if at := loginEnd(word, last); at >= 0 {
			b.WriteString("***")
			word, last = word[at:], last-at
		}
	}
}

// Parsed returns the text of a URL without its user name and password. It is exact where URLs has
// to guess, since an @ in the path of a parsed URL is not part of the password.
func Parsed(u *url.URL) string {
	text := u.String()
	if u.User == nil {
		return URLs(text)
	}
	scheme, rest, _ := strings.Cut(text, "//")
	_, rest, _ = strings.Cut(rest, "@") // the user name and password are percent-encoded
	return scheme + "//***@" + URLs(rest)
}

// firstWord returns text up to the first blank, quote or line feed.
func firstWord(text string) string {
	if end := strings.IndexAny(text, wordEnds); end >= 0 {
		return text[:end]
	}
	return text
}

const wordEnds = " \"\n"

// firstURL returns text up to the first of the later words that contains a URL.
func firstURL(text string) string {
	word := firstWord(text)
	for end := len(word); end < len(text); {
		word = firstWord(text[end+1:])
		if strings.Contains(word, "://") {
			return text[:end]
		}
		end += 1 + len(word)
	}
	return text
}

// loginEnd returns the place of the @ that ends the user name and password in a URL without its
// scheme, or -1. last is the place of the last @. If the authority has a colon before something
// other than a port, that may be a password that was not percent-encoded, and the last @ ends it.
func loginEnd(rest string, last int) int {
	end := strings.IndexAny(rest, "/?#")
	if last < 0 || end < 0 || last < end || !isHostPort(rest[:end]) {
		return last
	}
	return strings.LastIndexByte(rest[:end], '@')
}

// URL hides the user name and password of a URL or URL template. text is the URL alone. The URL may
// be invalid: its password may contain blanks, quotes and slashes. So URL hides all up to the last
// `@`, unless a path has surely begun before it.
func URL(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return withoutScheme(text)
	}
	if at := loginEnd(rest, strings.LastIndexByte(rest, '@')); at >= 0 {
		return scheme + "://***" + URLs(rest[at:])
	}
	return scheme + "://" + URLs(rest) // which may have another URL in its path
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

// isHostPort reports whether an authority may be a host and a port, rather than a name and the
// beginning of a password. There may be a user name without a password before the host.
func isHostPort(authority string) bool {
	for {
		name, host, found := strings.Cut(authority, "@")
		if !found || strings.Contains(name, ":") {
			break
		}
		authority = host
	}
	if strings.HasPrefix(authority, "[") {
		address, port, _ := strings.Cut(authority, "]")
		address, _, _ = strings.Cut(address, "%") // before the zone
		return strings.Trim(address, "[0123456789abcdefABCDEF:.") == "" && strings.Trim(port, ":0123456789") == ""
	}
	_, port, _ := strings.Cut(authority, ":")
	return strings.Trim(port, "0123456789") == ""
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
