package parts

import (
	"fmt"
	"net/url"
)

// A Part is part K of a list. The zero value is the whole list.
type Part struct {
	K int // 1 to N
	Rule
}

// IsWhole reports whether the part is the whole list.
func (p Part) IsWhole() bool { return p.N == 0 }

// Has reports whether a code is in the part. u is as in Rule.Part.
func (p Part) Has(code string, u *url.URL) bool { return p.IsWhole() || p.Part(code, u) == p.K }

// String returns K/N. For the whole list it is empty.
func (p Part) String() string {
	if p.IsWhole() {
		return ""
	}
	return fmt.Sprintf("%d/%d", p.K, p.N)
}
