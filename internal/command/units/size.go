package units

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// A Size is an option's value in bytes (5000), or with a decimal (1.5MB) or binary unit (64KiB).
// The zero value means no size, and Set refuses 0.
type Size struct {
	Bytes int64
	text  string
}

var errSize = errors.New("must be a size above zero, such as 5000, 500kB, 10MB, 1GB, 64KiB, 10MiB or 1GiB")

// Set parses text. It drops a fraction of a byte.
func (s *Size) Set(text string) error {
	number := strings.TrimRight(text, "kKmMgGiIbB")
	unit, ok := unitOf(text[len(number):])
	if !ok || !isNumber(number) {
		return errSize
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || value*unit < 1 || value*unit >= math.MaxInt64 {
		return errSize
	}
	s.Bytes, s.text = int64(value*unit), text
	return nil
}

func (s *Size) String() string { return s.text }

// unitOf returns the number of bytes of a unit (IEC 80000-13), in upper or lower case. For "" and b
// it returns 1.
func unitOf(name string) (float64, bool) {
	switch strings.ToLower(name) {
	case "", "b":
		return 1, true
	case "kb":
		return 1e3, true
	case "mb":
		return 1e6, true
	case "gb":
		return 1e9, true
	case "kib":
		return 1 << 10, true
	case "mib":
		return 1 << 20, true
	case "gib":
		return 1 << 30, true
	}
	return 0, false
}

// A Bandwidth is an option's value: a Size a second (500kB, 10MB/s). The zero value means no limit.
type Bandwidth struct {
	PerSecond int64 // bytes
	text      string
}

var errBandwidth = errors.New("must be bytes a second, such as 500kB, 10MB/s or 1MiB/s")

// Set parses text.
func (b *Bandwidth) Set(text string) error {
	var size Size
	if size.Set(strings.TrimSuffix(text, "/s")) != nil {
		return errBandwidth
	}
	b.PerSecond, b.text = size.Bytes, text
	return nil
}

func (b *Bandwidth) String() string { return b.text }
