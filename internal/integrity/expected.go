// Package integrity has the properties by which a file is checked: its size, and hashes of its
// content. It does no I/O.
package integrity

import (
	"errors"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/digest"
)

// Expected has the properties that a file is expected to have. A nil Expected expects nothing.
type Expected struct {
	Size int64        // in bytes; -1 for any
	Sums []digest.Sum // of any algorithms, each at most once
}

// Allows reports whether a file of this size may be as expected.
func (e *Expected) Allows(size int64) bool { return e == nil || e.Size < 0 || e.Size == size }

// Sum returns the expected hash of an algorithm.
func (e *Expected) Sum(a digest.Algorithm) (sum digest.Sum, ok bool) {
	if e == nil {
		return digest.Sum{}, false
	}
	for _, sum := range e.Sums {
		if sum.Algorithm == a {
			return sum, true
		}
	}
	return digest.Sum{}, false
}

// Computed returns the algorithms whose hashes must be computed in addition to SHA-256.
func (e *Expected) Computed() (others []digest.Algorithm) {
	if e == nil {
		return nil
	}
	for _, sum := range e.Sums {
		if sum.Algorithm != digest.SHA256 {
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
