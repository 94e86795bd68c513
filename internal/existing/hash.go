package existing

import (
	"context"
	"crypto/sha256"
	"io"
	"io/fs"

	"github.com/hoist/hoist/internal/store"
)

// hash returns the SHA-256 of a file. ctx is for its opening, and the end of reading ends its
// reading with an error.
func hash(ctx, reading context.Context, files store.Reader, name string) (sum [sha256.Size]byte, err error) {
	file, err := files.Open(ctx, name)
	if err != nil {
		return sum, err
	}
	defer file.Close() // it was only read
	h := sha256.New()
	if _, err := io.Copy(h, ctxReader{reading, file}); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, nil
}

// A ctxReader reads r until ctx ends.
type ctxReader struct {
	ctx context.Context
	r   fs.File
}

func (c ctxReader) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
