package download

import (
	"fmt"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
)

// checkWanted returns an error of kind mismatch if a whole body lacks a property. A nil want
// accepts any body. encoding is the Content-Encoding of the body.
func checkWanted(want *digest.Expected, body *spool.Body, encoding string) error {
	if want == nil {
		return nil
	}
	if err := checkWantedSize(want, body.Size, encoding); err != nil {
		return err
	}
	for _, sum := range want.Sums {
		if got, _ := body.Sum(sum.Algorithm); got != sum { // the writer of the body was asked for it
			return mismatch(fmt.Sprintf("has the %v %s, and %s is expected", sum.Algorithm, got.Hex(), sum.Hex()), encoding)
		}
	}
	return nil
}

// checkWantedSize returns an error if a whole body of this size has another size than is wanted.
func checkWantedSize(want *digest.Expected, size int64, encoding string) error {
	if want == nil || want.Size < 0 || want.Size == size {
		return nil
	}
	return mismatch(fmt.Sprintf("has %d bytes, and %d are expected", size, want.Size), encoding)
}

// mismatch returns the failure of a body that is not what is wanted. What is wanted is about the
// bytes that are saved, which are those that were sent. If these are encoded, for example by gzip
// although no encoding was asked for, that may be the cause, so the text mentions it.
func mismatch(why, encoding string) error {
	if encoding != "" {
		why += fmt.Sprintf("; it came with Content-Encoding %.40q, and is not decoded", encoding)
	}
	return outcome.Fail(outcome.Mismatch, fmt.Errorf("body %s", why))
}

// isMismatch reports whether err is of kind mismatch.
func isMismatch(err error) bool { return err != nil && outcome.AsFailure(err).Kind == outcome.Mismatch }
