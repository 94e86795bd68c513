package sink

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Redact hides the user name and password of each URL in text (RFC 3986, section 3.2.1).
func Redact(text string) string {
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
		end := strings.IndexAny(rest, "/?# \"\n")
		if end < 0 {
			end = len(rest)
		}
		if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
			b.WriteString("***")
			text = rest[at:]
		}
	}
}

// RedactURL hides the user name and password of a URL or URL template that is all of text. It need not be valid:
// blanks, quotes and slashes may stand in the password, so it hides all up to the last `@` unless a path has begun
// that is surely one.
func RedactURL(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	at := strings.LastIndexByte(rest, '@')
	if !ok || at < 0 {
		return text
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 && end < at && isHostPort(rest[:end]) {
		return text
	}
	return scheme + "://***" + rest[at:]
}

// isHostPort reports whether text may be a host and a port, rather than a name and the beginning of a password.
func isHostPort(text string) bool {
	colon := strings.LastIndexByte(text, ':')
	return colon < 0 || strings.HasSuffix(text, "]") || strings.Trim(text[colon+1:], "0123456789") == ""
}

// OneLine is text without secrets, control characters and line ends, and of at most 500 bytes: fit for lines of
// the log and of a terminal, whoever it comes from.
func OneLine(text string) string {
	text = strings.ReplaceAll(Redact(strings.TrimSpace(text)), "\n", "; ")
	return shorten(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r // what is no valid UTF-8 comes as U+FFFD
	}, text), 500)
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

// printable makes a code or a path harmless to a terminal, and no longer than is good to read.
func printable(text string) string {
	const longest = 200
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return text
}

// size is a number of bytes in decimal units, as disks count them.
func size(n int64) string {
	const units = "kMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/1000, 0
	for value >= 999.95 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	return fmt.Sprintf("%.1f %cB", value, units[unit])
}

// seconds is a duration as the summary prints it.
func seconds(d time.Duration) string { return fmt.Sprintf("%.2fs", d.Seconds()) }
