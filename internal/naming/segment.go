package naming

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/percent"
)

const (
	maxComponent = 255 // NAME_MAX on Linux, macOS and Windows
	maxLiteral   = 128 // literal bytes of a component, so that enough of a shortened value is left
)

// shorten shortens a name to maxComponent: its beginning, ~, the hash of the code, and the literal
// text at its end. An encoded value has no ~, so no other code can have this name.
func shorten(name, ending, code string) string {
	sum := sha256.Sum256([]byte(code))
	ending = "~" + hex.EncodeToString(sum[:16]) + ending
	cut := maxComponent - len(ending)
	if i := strings.LastIndexByte(name[:cut], '%'); i > cut-len("%XX") {
		cut = i
	}
	return name[:cut] + ending
}

// appendName encodes a value. Letters, digits, `.`, `_` and `-` stay (the portable filename
// character set of POSIX.1-2017, section 3.282); all other characters become %XX. So do a dot or
// hyphen at the beginning of the value, and a dot at its end.
func appendName(b []byte, value string) []byte {
	for i := range len(value) {
		c := value[i]
		first, last := i == 0, i == len(value)-1
		switch {
		case c == '~', c == '-' && first, c == '.' && (first || last), !percent.IsUnreserved(c):
			b = percent.Append(b, c)
		default:
			b = append(b, c)
		}
	}
	return b
}

// finishSegment completes the segment that begins at start, and ends with the literal text
// ending. The error is an *outcome.Failure.
func finishSegment(b []byte, start int, ending string, value Values) ([]byte, error) {
	if err := checkSegment(b[start:]); err != nil {
		return nil, err
	}
	segment := escapeReserved(b[start:])
	if len(segment) > maxComponent {
		code, _ := value("code")
		return append(b[:start], shorten(string(segment), ending, code)...), nil
	}
	return append(b[:start], segment...), nil
}

// checkSegment refuses the names that are not files of a directory.
func checkSegment(segment []byte) error {
	switch string(segment) {
	case "":
		return outcome.Fail(outcome.BadInput, errors.New("has no value for a part of its file name; see --name"))
	case ".", "..":
		return outcome.Fail(outcome.BadInput, fmt.Errorf("has %q as a part of its file name, which is a directory", segment))
	}
	return nil
}

// dotOfExtension returns the place of the last dot of a segment that ends like a file with an
// extension: with a dot and 1 to 10 letters or digits. Otherwise it returns -1.
func dotOfExtension(segment []byte) int {
	dot := strings.LastIndexByte(string(segment), '.')
	if dot < 0 || !isExtension(string(segment[dot+1:])) {
		return -1
	}
	return dot
}

// encodeDot encodes the dot of an extension at the end of a value, so that it differs from an {ext}
// that would follow.
func encodeDot(b []byte, start int) []byte {
	dot := dotOfExtension(b[start:])
	if dot < 0 {
		return b
	}
	rest := string(b[start+dot+1:])
	return append(percent.Append(b[:start+dot], '.'), rest...)
}

// isExtension reports whether text can be an extension, without its dot.
func isExtension(text string) bool {
	return text != "" && len(text) <= 10 && strings.Trim(text,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
