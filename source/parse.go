package source

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hoist/hoist/source/records"
)

// MaxCode is the size in bytes of the longest code, and of the longest record.
const MaxCode = records.MaxSize

// MaxKept is the largest size of a Job.Kept in bytes: the JSON text of a record of MaxCode bytes,
// with each character escaped.
const MaxKept = 8 * MaxCode

// Parse turns the text of one code into its canonical form, or returns the error of the text.
type Parse func(text string) (code string, err error)

// Flag parses a flag code: two ASCII letters, which it upper-cases. Only ASCII counts, since the
// upper case of other letters may be two letters (ß is SS, which is South Sudan).
func Flag(text string) (string, error) {
	if _, err := Text(text); err != nil {
		return "", err
	}
	if strings.Contains(text, "://") {
		return "", ErrURL
	}
	if len(text) != 2 || !isLetter(text[0]) || !isLetter(text[1]) {
		return "", ErrNotFlag
	}
	return strings.ToUpper(text), nil
}

// Text parses a code of any other kind: an identifier or a URL. It is UTF-8 without control
// characters; a tab inside it counts as a blank.
func Text(text string) (string, error) {
	switch {
	case text == "":
		return "", ErrEmpty
	case len(text) > MaxCode:
		return "", ErrTooLong
	case isPrintable(text):
		return text, nil
	case !utf8.ValidString(text):
		return "", ErrUTF8
	case strings.ContainsFunc(text, isControl):
		return "", ErrControl
	}
	return text, nil
}

// isPrintable reports whether a text has printable ASCII alone, as most codes have. It is faster
// than looking at each rune.
func isPrintable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

func isControl(r rune) bool { return r != '\t' && unicode.IsControl(r) }
