package download

import (
	"fmt"

	"github.com/hoist/hoist/internal/outcome"
	"github.com/hoist/hoist/internal/spool"
)

// A Want has the properties that a body must have, if they are known beforehand.
type Want struct {
	Size   int64    // in bytes; -1 if it is not known
	SHA256 [32]byte // zero if it is not known
}

// check returns an error of kind bad_content if a whole body lacks a property. A nil Want accepts
// any body.
func (w *Want) check(body *spool.Body) error {
	switch {
	case w == nil:
	case w.Size >= 0 && body.Size != w.Size:
		return outcome.Fail(outcome.BadContent, fmt.Errorf("body has %d bytes, and %d are expected", body.Size, w.Size))
	case w.SHA256 != [32]byte{} && body.SHA256 != w.SHA256:
		return outcome.Fail(outcome.BadContent, fmt.Errorf("body has the SHA-256 %x, and %x is expected", body.SHA256, w.SHA256))
	}
	return nil
}
