// Package parts divides a list among many runs. It decides in which part of a list a code is. It
// does no I/O.
//
// Tasks of one list run on many machines, for days, by different versions of hoist. So the part of
// a code depends only on the code, the host and the number of parts. docs/many-machines.md
// describes it, so that other programs can compute it too.
package parts

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MaxParts is the largest number of parts.
const MaxParts = 99_999

// A Part is part K of a list. The zero value is the whole list.
type Part struct {
	K int // 1 to N
	Rule
}

// IsWhole reports whether the part is the whole list.
func (p Part) IsWhole() bool { return p.N == 0 }

// String returns K/N. For the whole list it is empty.
func (p Part) String() string {
	if p.IsWhole() {
		return ""
	}
	return fmt.Sprintf("%d/%d", p.K, p.N)
}

// ParsePart reads the text that String returns.
func ParsePart(text string) (Part, error) {
	if text == "" {
		return Part{}, nil
	}
	number, of, _ := strings.Cut(text, "/")
	k, err := strconv.Atoi(number)
	n, err2 := strconv.Atoi(of)
	if err != nil || err2 != nil || k < 1 || k > n || n > MaxParts {
		return Part{}, errors.New("part is not as in 3/16")
	}
	return Part{K: k, Rule: Rule{N: n}}, nil
}
