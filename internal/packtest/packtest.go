// Package packtest compresses text for tests.
package packtest

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Gzip returns a member of gzip with text.
func Gzip(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text) // writing to memory can't fail
	w.Close()
	return b.String()
}

// Zstd returns a frame of zstd with text. It panics if the options are wrong.
func Zstd(text string, options ...zstd.EOption) string {
	w, err := zstd.NewWriter(nil, options...)
	if err != nil {
		panic(err)
	}
	defer w.Close() // it has no output of its own
	return string(w.EncodeAll([]byte(text), nil))
}

// ZstdStream returns a frame of zstd with text, as a program writes it that does not know the size
// of its input.
func ZstdStream(text string) string {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		panic(err)
	}
	io.WriteString(w, text)
	w.Flush() // else a short text would be written with its size
	w.Close()
	return b.String()
}
