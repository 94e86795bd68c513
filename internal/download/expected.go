package download

import (
	"fmt"

	"github.com/hoist/hoist/internal/integrity"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
)

// checkExpected returns an error of kind mismatch if a whole body is not as expected. encoding is
// the Content-Encoding of the body.
func checkExpected(expected *integrity.Expected, body *spool.Body, encoding string) error {
	if expected == nil {
		return nil
	}
	if err := checkExpectedSize(expected, body.Size, encoding); err != nil {
		return err
	}
	for _, sum := range expected.Sums {
		if got, _ := body.Sum(sum.Algorithm); got != sum { // the writer of the body was asked for it
			return mismatch(fmt.Sprintf("has the %v %s, and %s is expected", sum.Algorithm, got.Hex(), sum.Hex()), encoding)
		}
	}
	return nil
}

// checkExpectedSize returns an error of kind mismatch if a whole body of this size is not as
// expected.
func checkExpectedSize(expected *integrity.Expected, size int64, encoding string) error {
	if expected.Allows(size) {
		return nil
	}
	return mismatch(fmt.Sprintf("has %d bytes, and %d are expected", size, expected.Size), encoding)
}

// mismatch returns the failure of a body that is not as expected. The expected properties are those
// of the bytes that are saved, as they were sent. If these are encoded, for example by gzip
// although no encoding was asked for, that may be the cause, so the text mentions it.
func mismatch(why, encoding string) error {
	if encoding != "" {
		why += fmt.Sprintf("; it came with Content-Encoding %.40q, and is not decoded", encoding)
	}
	return outcome.Fail(outcome.Mismatch, fmt.Errorf("body %s", why))
}

// isMismatch reports whether err is of kind mismatch.
func isMismatch(err error) bool { return err != nil && outcome.AsFailure(err).Kind == outcome.Mismatch }
