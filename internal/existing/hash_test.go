package existing

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/hoist/hoist/internal/store"
)

// A reader is a destination with some files.
type reader struct{ files fstest.MapFS }

func (r reader) Capabilities() store.Capabilities { return store.Capabilities{Stat: true, Open: true} }

func (r reader) Location(name string) string { return name }

func (r reader) Stat(_ context.Context, name string) (fs.FileInfo, error) { return r.files.Stat(name) }

func (r reader) Open(_ context.Context, name string) (fs.File, error) { return r.files.Open(name) }

// The end of reading interrupts hashing. The error is its cause.
func TestHash(t *testing.T) {
	reading, stop := context.WithCancelCause(t.Context())
	files := reader{fstest.MapFS{"x": {Data: []byte("text")}}}
	if got, err := hash(t.Context(), reading, files, "x"); err != nil || got != sha256.Sum256([]byte("text")) {
		t.Errorf("got %x, %v", got, err)
	}
	cause := errors.New("stopped")
	stop(cause)
	if sum, err := hash(t.Context(), reading, files, "x"); !errors.Is(err, cause) {
		t.Errorf("read to its end after the stop: %x, %v", sum, err)
	}
}
