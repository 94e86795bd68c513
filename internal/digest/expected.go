package digest

import (
	"errors"
	"strconv"
	"strings"
)

// Expected has the properties that a file is expected to have.
type Expected struct {
	Size int64 // in bytes; -1 for any
	Sums []Sum // of any algorithms, each at most once
}

// Sum returns the expected hash of an algorithm. A nil Expected expects nothing.
func (e *Expected) Sum(a Algorithm) (sum Sum, ok bool) {
	if e == nil {
		return Sum{}, false
	}
	for _, sum := range e.Sums {
		if sum.Algorithm == a {
			return sum, true
		}
	}
	return Sum{}, false
}

// Computed returns the algorithms whose hashes must be computed in addition to SHA-256.
func (e *Expected) Computed() (others []Algorithm) {
	if e == nil {
		return nil
	}
	for _, sum := range e.Sums {
		if sum.Algorithm != SHA256 {
			others = append(others, sum.Algorithm)
		}
	}
	return others
}

// ParseSize parses a size in bytes: decimal digits. Blanks around the text are ignored.
func ParseSize(text string) (int64, error) {
	digits := strings.Trim(text, " \t")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || strings.Trim(digits, "0123456789") != "" {
		return 0, errors.New("is not a number of bytes")
	}
	return n, nil
}
