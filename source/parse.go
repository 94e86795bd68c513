package source

import (
	"fmt"
	"slices"
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

// FlagArgs returns the flag codes that args name, unique and sorted. One letter stands for the 26
// codes that begin with it. The error names the first argument that is neither a code nor a letter.
func FlagArgs(args []string) ([]string, error) {
	var codes []string
	for _, arg := range args {
		if len(arg) == 1 && isLetter(arg[0]) {
			codes = append(codes, under(strings.ToUpper(arg))...)
			continue
		}
		code, err := Flag(arg)
		if err != nil {
			return nil, fmt.Errorf("code %.80q: %w", arg, err)
		}
		codes = append(codes, code)
	}
	return sorted(codes), nil
}

// TextArgs returns args, unique and sorted. The error names the first that can't be a code.
func TextArgs(args []string) ([]string, error) {
	for _, arg := range args {
		if _, err := Text(arg); err != nil {
			return nil, fmt.Errorf("code %.80q: %w", arg, err)
		}
	}
	return sorted(slices.Clone(args)), nil
}

// Every returns the 676 codes AA to ZZ.
func Every() []string {
	var codes []string
	for first := 'A'; first <= 'Z'; first++ {
		codes = append(codes, under(string(first))...)
	}
	return codes
}

// under returns the 26 codes that begin with letter.
func under(letter string) []string {
	codes := make([]string, 0, 26)
	for second := 'A'; second <= 'Z'; second++ {
		codes = append(codes, letter+string(second))
	}
	return codes
}

func sorted(codes []string) []string {
	slices.Sort(codes)
	return slices.Compact(codes)
}
