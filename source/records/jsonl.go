package records

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hoist/hoist/internal/jsontext"
	"github.com/tidwall/gjson"
)

// Errors of JSON that is not JSON Lines, by its first line. They end the reading.
var (
	ErrArray    = errors.New("is a JSON array, and not one object a line")
	ErrIndented = errors.New("is JSON over several lines, and not one object a line")
)

// deepest is the deepest nesting of a record. gjson.Valid calls itself for each level, and other
// programs that read the log have limits too.
const deepest = 1000

// jsonLines scans JSON Lines: one object a line. The value of a string is its text, of null the
// empty string, and of anything else its JSON text. Blank lines are skipped.
type jsonLines struct {
	begun bool
	last  []string // the names of the last record, which most records share

	names, values, texts []string // of the current record; they are used again
}

const jsonBlanks = " \t\r\n"

func (j *jsonLines) check(line []byte) (skip bool, err error) {
	line = bytes.Trim(line, jsonBlanks)
	if len(line) == 0 {
		return true, nil
	}
	switch {
	case j.begun:
	case line[0] == '[':
		return false, ErrArray
	case string(line) == "{":
		return false, ErrIndented
	}
	j.begun = true
	return false, nil
}

func (j *jsonLines) scan(w *window, _ []byte) (*Record, error) {
	raw, err := w.raw()
	switch {
	case err != nil:
		return nil, err
	case jsontext.IsDeeper(raw, deepest):
		return nil, fmt.Errorf("is nested deeper than %d levels", deepest)
	case !gjson.Valid(raw):
		return nil, errors.New("is not valid JSON")
	}
	object := gjson.Parse(raw)
	if !object.IsObject() {
		return nil, errors.New("is not a JSON object")
	}
	j.names, j.values, j.texts = j.names[:0], j.values[:0], j.texts[:0]
	object.ForEach(func(key, value gjson.Result) bool {
		j.names = append(j.names, text(key))
		j.values = append(j.values, text(value))
		j.texts = append(j.texts, value.Raw)
		return true
	})
	if len(j.names) == 0 {
		return nil, errors.New("is an empty object")
	}
	if strings.Contains(raw, `\u0000`) && (hasNUL(j.names) || hasNUL(j.values)) {
		return nil, ErrNUL
	}
	if hasLoneSurrogate(raw) {
		return nil, ErrUTF8 // the text of all of them would be U+FFFD
	}
	if !slices.Equal(j.names, j.last) {
		if name, ok := repeated(j.names); ok {
			return nil, fmt.Errorf("has the key %.80q twice", name)
		}
		j.last = slices.Clone(j.names)
	}
	both := slices.Concat(j.values, j.texts)
	n := len(j.values)
	return &Record{Raw: raw, Names: j.last, Values: both[:n:n], JSON: both[n:]}, nil
}

// text returns the value of a JSON text.
func text(value gjson.Result) string {
	switch {
	case value.Type == gjson.Null:
		return ""
	case value.Type != gjson.String:
		return value.Raw
	case strings.IndexByte(value.Raw, '\\') < 0:
		return value.Raw[1 : len(value.Raw)-1]
	}
	var text string
	json.Unmarshal([]byte(value.Raw), &text) // it is a valid string
	return text
}

// hasLoneSurrogate reports whether a valid JSON text has half of a surrogate pair, which is not a
// character.
func hasLoneSurrogate(text string) bool {
	for {
		i := strings.IndexByte(text, '\\')
		if i < 0 {
			return false
		}
		text = text[i:]
		first, ok := escapedUnit(text)
		if !ok {
			text = text[2:]
			continue
		}
		text = text[escapeSize:]
		if !utf16.IsSurrogate(first) {
			continue
		}
		second, _ := escapedUnit(text)
		if utf16.DecodeRune(first, second) == utf8.RuneError {
			return true
		}
		text = text[escapeSize:]
	}
}

// escapeSize is the size of \uXXXX in bytes.
const escapeSize = 6

// escapedUnit returns the unit of UTF-16 of the \uXXXX with which a text begins.
func escapedUnit(text string) (unit rune, ok bool) {
	if len(text) < escapeSize || text[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:escapeSize], 16, 16)
	return rune(n), err == nil
}

func hasNUL(texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.IndexByte(text, 0) >= 0 })
}

// repeated returns a name that is in names twice.
func repeated(names []string) (name string, ok bool) {
	const few = 16 // up to which comparing is faster than a map
	if len(names) <= few {
		for i, name := range names {
			if slices.Contains(names[:i], name) {
				return name, true
			}
		}
		return "", false
	}
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		if seen[name] {
			return name, true
		}
		seen[name] = true
	}
	return "", false
}
