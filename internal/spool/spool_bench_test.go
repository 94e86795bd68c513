package spool

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/hoist/hoist/internal/digest"
)

// discardFiles creates files that keep nothing.
type discardFiles struct{}

func (discardFiles) Create(context.Context, []byte) (File, error) { return discardFile{}, nil }

type discardFile struct{}

func (discardFile) WriteAt(p []byte, _ int64) (int, error) { return len(p), nil }
func (discardFile) Discard() error                         { return nil }

// A body costs its SHA-256, and the hashes that are asked for.
func BenchmarkWriter(b *testing.B) {
	for _, size := range []int{3 << 10, 48 << 10, 500 << 10, 16 << 20} {
		text := bytes.Repeat([]byte("x"), size)
		for _, others := range [][]digest.Algorithm{nil, {digest.MD5}} {
			b.Run(fmt.Sprintf("%dKiB/others=%v", size>>10, others), func(b *testing.B) {
				spool := New(discardFiles{})
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					w := NewWriter(others...)
					if err := w.ReadFrom(b.Context(), bytes.NewReader(text), spool, wholeOrNot, unabortable); err != nil {
						b.Fatal(err)
					}
					body := w.Finish()
					body.Discard()
				}
			})
		}
	}
}
