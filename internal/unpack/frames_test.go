package unpack

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"

	"github.com/hoist/hoist/internal/packtest"
)

// skippable returns a skippable frame.
func skippable(content string) string {
	n := len(content)
	return string([]byte{0x57, 0x2a, 0x4d, 0x18, byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}) + content
}

// Skippable frames are passed on before the data after them, and the text is the same, whatever the
// frames of text are.
func TestOnSkipped(t *testing.T) {
	random := make([]byte, 300<<10)
	for i, x := 0, uint32(1); i < len(random); i++ {
		x = x*1664525 + 1013904223
		random[i] = byte(x >> 24)
	}
	texts := []string{
		"", "B", "BR\n", strings.Repeat("a", 500), strings.Repeat("x", 1<<20), string(random), packtest.Zstd("BR\n"),
		"\x28\xb5\x2f\xfd",
	}
	kinds := map[string][]zstd.EOption{
		"default": nil, "no checksum": {zstd.WithEncoderCRC(false)}, "single segment": {zstd.WithSingleSegment(true)},
		"fastest": {zstd.WithEncoderLevel(zstd.SpeedFastest)}, "window": {zstd.WithWindowSize(1 << 10)},
		"empty frames": {zstd.WithZeroFrames(true)},
	}
	for name, options := range kinds {
		var in, want strings.Builder
		for i, text := range texts {
			in.WriteString(skippable("before " + string(rune('0'+i))))
			in.WriteString(packtest.Zstd(text, options...))
			want.WriteString(text)
		}
		in.WriteString(packtest.ZstdStream("streamed") + skippable("") + skippable("last"))
		want.WriteString("streamed")
		for how, r := range map[string]io.Reader{
			"at once": strings.NewReader(in.String()), "byte by byte": iotest.OneByteReader(strings.NewReader(in.String())),
		} {
			u := NewReader(r)
			var got []string
			u.OnSkipped(func(content []byte) error { got = append(got, string(content)); return nil })
			text, err := io.ReadAll(u)
			if err != nil || string(text) != want.String() {
				t.Errorf("%s, %s: %d bytes of %d, %v", name, how, len(text), want.Len(), err)
			}
			if len(got) != len(texts)+2 || got[0] != "before 0" || !slices.Equal(got[len(texts):], []string{"", "last"}) {
				t.Errorf("%s, %s: %q", name, how, got)
			}
		}
	}
}

// A frame that is too large is not passed on.
func TestLargeSkipped(t *testing.T) {
	u := NewReader(strings.NewReader(skippable(strings.Repeat("x", mostSkippable+1)) + skippable("small") + packtest.Zstd("BR\n")))
	var got []string
	u.OnSkipped(func(content []byte) error { got = append(got, string(content)); return nil })
	if text, err := io.ReadAll(u); err != nil || string(text) != "BR\n" || !slices.Equal(got, []string{"small"}) {
		t.Errorf("got %q, %q, %v", text, got, err)
	}
}

// An error of the function ends the reading.
func TestOnSkippedFails(t *testing.T) {
	failed := errors.New("failed")
	u := NewReader(strings.NewReader(packtest.Zstd("BR\n") + skippable("x") + packtest.Zstd("CN\n")))
	u.OnSkipped(func([]byte) error { return failed })
	if text, err := io.ReadAll(u); string(text) != "BR\n" || err != failed {
		t.Errorf("got %q, %v", text, err)
	}
}

// Data that breaks off is an error with and without the function.
func TestOnSkippedBroken(t *testing.T) {
	first := skippable("x") + packtest.Zstd("BR\n")
	whole := first + skippable("y") + packtest.Zstd("CN\n")
	for n := 4; n < len(whole); n++ {
		if n == len(skippable("x")) || n == len(first) || n == len(first)+len(skippable("y")) {
			continue // it is whole
		}
		u := NewReader(strings.NewReader(whole[:n]))
		u.OnSkipped(func([]byte) error { return nil })
		if text, err := io.ReadAll(u); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix("BR\nCN\n", string(text)) {
			t.Errorf("%d bytes: %q, %v", n, text, err)
		}
	}
}

// Any data is the same text with and without the function.
func FuzzFrames(f *testing.F) {
	for _, text := range []string{"BR\n", strings.Repeat("BR\n", 100)} {
		f.Add([]byte(packtest.Zstd(text) + skippable("x") + packtest.Zstd(text)))
		f.Add([]byte(packtest.Zstd(text) + "x"))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		plain, passing := NewReader(bytes.NewReader(in)), NewReader(bytes.NewReader(in))
		passing.OnSkipped(func([]byte) error { return nil })
		const most = 1 << 22 // a small input may be a long text
		want, wantErr := io.ReadAll(io.LimitReader(plain, most))
		got, err := io.ReadAll(io.LimitReader(passing, most))
		if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%d bytes, %v; want %d bytes, %v", len(got), err, len(want), wantErr)
		}
	})
}
