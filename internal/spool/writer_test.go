package spool

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/hoist/hoist/internal/digest"
	"github.com/hoist/hoist/internal/outcome"
)

// A choppy reader returns pieces of random sizes, as a network does.
type choppy struct {
	r      io.Reader
	random *rand.Rand
}

func (c choppy) Read(p []byte) (int, error) {
	return c.r.Read(p[:min(len(p), 1+c.random.IntN(100_000))])
}

// randomText returns n random bytes.
func randomText(random *rand.Rand, n int) []byte {
	text := make([]byte, n)
	for i := range text {
		text[i] = byte(random.Uint32())
	}
	return text
}

func wholeOrNot(bool) error { return nil }

// unabortable is an abort function for a reader that need not be interrupted.
func unabortable(error) {}

// A body has the right hashes and bytes for every size, with parallel copying and without, read in
// one attempt or in two.
func TestWriter(t *testing.T) {
	const most = parallelFrom + (copyGoroutines+2)*chunkSize + 7
	for _, size := range []int{
		0, 1, smallSize - 1, smallSize, smallSize + 1, largeSize - 1, largeSize, largeSize + 1, parallelFrom,
		parallelFrom + 1, parallelFrom + chunkSize, most,
	} {
		for _, way := range []struct {
			name   string
			copies copySlots
		}{{"in parallel", newCopySlots()}, {"no slot is free", make(copySlots)}} {
			for _, broken := range []int{0, size / 3, max(size-1, 0)} {
				t.Run(fmt.Sprintf("%d bytes, %s, broken off after %d", size, way.name, broken), func(t *testing.T) {
					random := rand.New(rand.NewPCG(1, uint64(size)))
					text := randomText(random, size)
					files := &memoryFiles{}
					spool := &Spool{files, way.copies}
					w := NewWriter(digest.SHA512, digest.MD5, digest.SHA1)
					if broken > 0 {
						first := io.MultiReader(bytes.NewReader(text[:broken]), iotest.ErrReader(io.ErrUnexpectedEOF))
						if err := w.ReadFrom(t.Context(), choppy{first, random}, spool, wholeOrNot, unabortable); err != io.ErrUnexpectedEOF {
							t.Fatal(err)
						}
					}
					if err := w.ReadFrom(t.Context(), choppy{bytes.NewReader(text[broken:]), random}, spool,
						wholeOrNot, unabortable); err != nil {
						t.Fatal(err)
					}
					body := w.Finish()
					if body.Size != int64(size) || body.SHA256 != sha256.Sum256(text) {
						t.Errorf("%d bytes with the hash %x", body.Size, body.SHA256)
					}
					for _, a := range digest.Algorithms {
						if got, ok := body.Sum(a); !ok || got != sumOf(a, text) {
							t.Errorf("%v: got %s, %t", a, got.Hex(), ok)
						}
					}
					got := body.Bytes()
					if file := body.TakeFile(); file != nil {
						got = file.(*memoryFile).text
					}
					if !bytes.Equal(got, text) {
						t.Error("other bytes")
					}
					body.Discard()
				})
			}
		}
	}
}

func sumOf(a digest.Algorithm, text []byte) digest.Sum {
	h := a.New()
	h.Write(text)
	return digest.SumOf(a, h)
}

// Only the hashes that were asked for are computed, and SHA-256.
func TestWriterComputesNoOtherHash(t *testing.T) {
	for _, size := range []int{10, 2 * largeSize} {
		for _, others := range [][]digest.Algorithm{nil, {digest.SHA1}} {
			text := bytes.Repeat([]byte("x"), size)
			w := NewWriter(others...)
			if err := w.ReadFrom(t.Context(), bytes.NewReader(text), New(&memoryFiles{}), wholeOrNot, unabortable); err != nil {
				t.Fatal(err)
			}
			body := w.Finish()
			for _, a := range digest.Algorithms {
				want := a == digest.SHA256 || slices.Contains(others, a)
				if got, ok := body.Sum(a); ok != want || ok && got != sumOf(a, text) {
					t.Errorf("%d bytes with %v: %v is %s, %t", size, others, a, got.Hex(), ok)
				}
			}
			body.Discard()
		}
	}
}

// A write error ends a large body with a Fatal error, whether the server sends without end or is
// silent. A panic ends it too. In each case the slot for parallel copying is free again.
func TestSlotIsGivenBack(t *testing.T) {
	full := errors.New("no space")
	for _, failing := range []struct {
		name string
		fail func() error
	}{
		{"error", func() error { return full }},
		{"panic", func() error { panic(full) }},
	} {
		for _, sent := range []struct {
			name string
			size int64
		}{
			{"endless", math.MaxInt64},
			{"silent", parallelFrom + 4*chunkSize + 1},
		} {
			t.Run(failing.name+", "+sent.name, func(t *testing.T) {
				body := newSilence(sent.size)
				spool := New(failingFiles{from: parallelFrom + 3*chunkSize, fail: func() error {
					if sent.name == "silent" {
						<-body.begun
					}
					return failing.fail()
				}})
				w := NewWriter()
				var err error
				panicked := outcome.Catch("copy", func() { err = w.ReadFrom(t.Context(), body, spool, wholeOrNot, body.abort) })
				switch {
				case panicked == nil && (!outcome.IsFatal(err) || !errors.Is(err, full)):
					t.Errorf("got %v", err)
				case panicked != nil && !strings.Contains(panicked.Error(), "panic in copy: no space (writer_test.go:"):
					t.Errorf("got %v", panicked)
				}
				w.Discard()
				if len(spool.copies) != maxCopies {
					t.Errorf("%d slots are free", len(spool.copies))
				}
			})
		}
	}
}

// A silence is a body that blocks after its last byte until it is aborted.
type silence struct {
	io.Reader
	begun   chan struct{} // closed after the last byte
	aborted chan struct{}
}

func newSilence(after int64) *silence {
	return &silence{io.LimitReader(zeros{}, after), make(chan struct{}), make(chan struct{})}
}

func (s *silence) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err == io.EOF {
		close(s.begun)
		<-s.aborted
	}
	return n, err
}

func (s *silence) abort(error) { close(s.aborted) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A failingFiles creates files whose writes fail from an offset on.
type failingFiles struct {
	from int64
	fail func() error
}

func (s failingFiles) Create(context.Context, []byte) (File, error) {
	return failingFile(s), nil
}

type failingFile struct {
	from int64
	fail func() error
}

func (f failingFile) WriteAt(p []byte, at int64) (int, error) {
	if at >= f.from {
		return 0, f.fail()
	}
	return len(p), nil
}

func (failingFile) Discard() error { return nil }

// If a body is refused midway, ReadFrom returns the refusal, with parallel copying too. It does not
// write the refused bytes, since a write error could hide the refusal, and it reads no further. A
// panic in the check reaches the caller of ReadFrom.
func TestRefusedLargeBody(t *testing.T) {
	tooLarge := outcome.Fail(outcome.TooLarge, errors.New("too large"))
	for _, tt := range []struct {
		name   string
		refuse func() error
	}{
		{"refused", func() error { return tooLarge }},
		{"panic", func() error { panic(tooLarge) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			spool := New(failingFiles{from: 2 * parallelFrom, fail: func() error { return syscall.ENOSPC }})
			w := NewWriter()
			refusals := 0
			var err error
			panicked := outcome.Catch("copy", func() {
				err = w.ReadFrom(t.Context(), strings.NewReader(strings.Repeat("x", 4*parallelFrom)), spool, func(bool) error {
					if w.Size() > 2*parallelFrom {
						refusals++
						return tt.refuse()
					}
					return nil
				}, unabortable)
			})
			if panicked == nil && err != tooLarge {
				t.Error(err)
			}
			if len(spool.copies) != maxCopies || refusals != 1 {
				t.Errorf("%d slots are free, and it was read %d times too many", len(spool.copies), refusals-1)
			}
			w.Discard()
		})
	}
}

// memoryFiles creates files in memory.
type memoryFiles struct{}

func (*memoryFiles) Create(_ context.Context, p []byte) (File, error) {
	return &memoryFile{text: bytes.Clone(p)}, nil
}

type memoryFile struct {
	mu   sync.Mutex
	text []byte
}

func (f *memoryFile) WriteAt(p []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if end := int(at) + len(p); end > len(f.text) {
		f.text = append(f.text, make([]byte, end-len(f.text))...)
	}
	return copy(f.text[at:], p), nil
}

func (*memoryFile) Discard() error { return nil }

// NewBody returns a body like one that was read.
func TestNewBody(t *testing.T) {
	for _, size := range []int{0, 1, smallSize, smallSize + 1, largeSize} {
		text := bytes.Repeat([]byte("x"), size)
		body := NewBody(text)
		if body.Size != int64(size) || body.SHA256 != sha256.Sum256(text) || !bytes.Equal(body.Bytes(), text) ||
			body.TakeFile() != nil {
			t.Errorf("%d bytes: %d of %x", size, body.Size, body.SHA256)
		}
		body.Discard()
		if body.Bytes() != nil {
			t.Error("it is there after Discard")
		}
	}
}
