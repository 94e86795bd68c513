package unpack

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/hoist/hoist/internal/heaptest"
	"github.com/hoist/hoist/internal/packtest"
)

func TestReader(t *testing.T) {
	long := strings.Repeat("0123456789", 100_000)
	for _, tt := range []struct {
		name, in, want string
		format         Format
	}{
		{"nothing", "", "", Plain},
		{"text", "BR\nCN\n", "BR\nCN\n", Plain},
		{"the first byte of gzip", "\x1f", "\x1f", Plain},
		{"the first bytes of zstd", "\x28\xb5\x2f", "\x28\xb5\x2f", Plain},
		{"a parenthesis", "(a)", "(a)", Plain},
		{"letters with which a skippable frame may begin", "PQ\n", "PQ\n", Plain},
		{"gzip", packtest.Gzip("BR\n"), "BR\n", Gzip},
		{"gzip of nothing", packtest.Gzip(""), "", Gzip},
		{"gzip, members", packtest.Gzip("BR\n") + packtest.Gzip("") + packtest.Gzip(long), "BR\n" + long, Gzip},
		{"gzip, then NULs", packtest.Gzip("BR\n") + packtest.Gzip("CN\n") + strings.Repeat("\x00", 10_240), "BR\nCN\n", Gzip},
		{"zstd", packtest.Zstd("BR\n"), "BR\n", Zstd},
		{"zstd, frames", packtest.Zstd("BR\n") + skippable("abc") + packtest.Zstd(long) + skippable("abc"), "BR\n" + long, Zstd},
		{"zstd, a skippable frame first", skippable("abc") + packtest.Zstd("BR\n"), "BR\n", Zstd},
	} {
		for how, in := range map[string]io.Reader{
			"at once":           strings.NewReader(tt.in),
			"byte by byte":      iotest.OneByteReader(strings.NewReader(tt.in)),
			"end with the data": iotest.DataErrReader(strings.NewReader(tt.in)),
		} {
			t.Run(tt.name+", "+how, func(t *testing.T) {
				r := NewReader(in)
				got, err := io.ReadAll(r)
				if err != nil || string(got) != tt.want || r.Format() != tt.format || r.Buffered() != 0 {
					t.Errorf("got %.20q, %v, format %q, %d buffered", got, err, r.Format(), r.Buffered())
				}
			})
		}
	}
}

// If compressed data is broken, that is an error after the text before it.
func TestBroken(t *testing.T) {
	text := strings.Repeat("0123456789", 1000)
	for name, pack := range map[string]func(string) string{
		"gzip": packtest.Gzip, "zstd": func(text string) string { return packtest.Zstd(text) },
	} {
		first, second := pack("x"), pack(text)
		for n := 4; n < len(first)+len(second); n++ {
			if n == len(first) {
				continue // it is whole
			}
			r := NewReader(strings.NewReader((first + second)[:n]))
			got, err := io.ReadAll(r)
			if _, again := r.Read(make([]byte, 1)); again != err {
				t.Errorf("%s, %d bytes: %v, then %v", name, n, err, again)
			}
			_, ok := errors.AsType[*Error](err)
			if !ok || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix("x"+text, string(got)) {
				t.Errorf("%s, %d bytes of %d and %d: got %.20q, %v", name, n, len(first), len(second), got, err)
			}
			if n > len(first) && got[0] != 'x' {
				t.Errorf("%s, %d bytes of %d: got %.20q", name, n, len(first), got)
			}
		}
		changed := []byte(first)
		changed[len(changed)-1] ^= 1
		if _, err := io.ReadAll(NewReader(bytes.NewReader(changed))); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: a wrong checksum: %v", name, err)
		}
	}
	padded := packtest.Gzip("x") + "\x00\x00" + packtest.Gzip("y")
	if got, err := io.ReadAll(NewReader(strings.NewReader(padded))); string(got) != "x" || !errors.Is(err, gzip.ErrHeader) {
		t.Errorf("data after NULs: got %q, %v", got, err)
	}
}

// An error of the reader below is returned as it is.
func TestReaderBelowFails(t *testing.T) {
	below := errors.New("below")
	for _, in := range []string{"", "BR", packtest.Gzip("BR")[:12], packtest.Zstd("BR")[:6], "\x1f"} {
		_, err := io.ReadAll(NewReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(below))))
		if err != below {
			t.Errorf("%q: got %v", in, err)
		}
	}
}

// Text is passed on as soon as it is unpacked, even if the input stays open.
func TestReaderHoldsNothingBack(t *testing.T) {
	flushed := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, text)
		w.Flush()
		return b.String()
	}
	var block bytes.Buffer
	w, err := zstd.NewWriter(&block, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "BR\n")
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{
		"text": "BR\n", "gzip, flushed": flushed("BR\n"), "gzip, a member": packtest.Gzip("BR\n"), "zstd, flushed": block.String(),
		"zstd, a frame": packtest.Zstd("BR\n"),
	} {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			defer w.Close()
			go io.WriteString(w, in)
			got := make([]byte, 1000)
			n, err := NewReader(r).Read(got)
			if string(got[:n]) != "BR\n" || err != nil {
				t.Errorf("got %q, %v", got[:n], err)
			}
		})
	}
}

// IsCut reports data that ends within the first bytes of a format.
func TestIsCut(t *testing.T) {
	for in, want := range map[string]bool{
		"": false, "\x1f": true, "\x28": true, "\x28\xb5\x2f": true, "\x53\x2a": true, "a": false, "\x28\n": false,
		"\x28\xb5\x2f\xfd": false,
	} {
		if got := IsCut([]byte(in)); got != want {
			t.Errorf("%q: got %t", in, got)
		}
	}
}

// Data with a window beyond the limit is not unpacked.
func TestLargeWindow(t *testing.T) {
	frame := "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00" // a window of 2 GiB, and an empty last block (RFC 8878)
	_, err := io.ReadAll(NewReader(strings.NewReader(frame)))
	if large, ok := errors.AsType[*Error](err); !ok || !large.IsLarge() {
		t.Errorf("got %v", err)
	}
}

// A Reader takes no buffers before the first Read, and none after the end.
func TestMemory(t *testing.T) {
	text := strings.Repeat("0123456789", 1<<20)
	var large bytes.Buffer
	w, err := zstd.NewWriter(&large, zstd.WithWindowSize(8<<20))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const n = 10
	for name, in := range map[string]string{
		"text": text, "gzip": packtest.Gzip(text), "zstd": large.String(), "broken zstd": large.String()[:large.Len()-1],
	} {
		readers := make([]*Reader, n)
		before := heaptest.Live()
		for i := range readers {
			readers[i] = NewReader(strings.NewReader(in))
		}
		opened := heaptest.Live()
		for _, r := range readers {
			io.Copy(io.Discard, r) // the broken one returns an error
			if r.Buffered() != 0 {
				t.Errorf("%s: %d bytes are buffered", name, r.Buffered())
			}
		}
		ended := heaptest.Live()
		if opened > before+n<<10 || ended > before+n<<10 {
			t.Errorf("%s: %d bytes, then %d, and at the end %d", name, before, opened, ended)
		}
		runtime.KeepAlive(readers)
	}
}
