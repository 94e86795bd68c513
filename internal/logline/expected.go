package logline

import (
	"strconv"

	"github.com/rs/zerolog"
	"github.com/tidwall/gjson"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/integrity"
)

// An expectedObject is the object `expected` of a result line: hashes in hex, and a size in bytes.
type expectedObject struct{ *integrity.Expected }

// MarshalZerologObject writes the fields of the object, in the order of the algorithms.
func (x expectedObject) MarshalZerologObject(e *zerolog.Event) {
	for _, a := range digest.Algorithms {
		if sum, ok := x.Sum(a); ok {
			e.Str(a.String(), sum.Hex())
		}
	}
	if x.Size >= 0 {
		e.Int64("size", x.Size)
	}
}

// parseExpected reads the object `expected` of a line. It ignores unknown fields and values. If
// nothing is left, it returns nil.
func parseExpected(f Field) *integrity.Expected {
	found := integrity.Expected{Size: -1}
	gjson.Parse(f.Text).ForEach(func(key, value gjson.Result) bool {
		if a, ok := digest.Named(key.Str); ok {
			if sum, err := digest.Parse(a, value.Str); err == nil {
				found.Sums = append(found.Sums, sum)
			}
		}
		if size, err := strconv.ParseInt(value.Raw, 10, 64); key.Str == "size" && err == nil && size >= 0 {
			found.Size = size
		}
		return true
	})
	if found.Size < 0 && len(found.Sums) == 0 {
		return nil
	}
	return &found
}

// Meets reports whether the line of a file shows that the file has the expected properties. Its
// bytes and sha256 show that. So does any other hash that was also expected when the file was
// saved.
func (r *Record) Meets(expected *integrity.Expected) bool {
	switch {
	case expected == nil:
		return true
	case !expected.Allows(r.Bytes):
		return false
	}
	for _, sum := range expected.Sums {
		known, ok := r.Expected.Sum(sum.Algorithm)
		if sum.Algorithm == digest.SHA256 {
			known, ok = digest.SumFrom(digest.SHA256, r.SHA256[:]), true
		}
		if !ok || known != sum {
			return false
		}
	}
	return true
}
