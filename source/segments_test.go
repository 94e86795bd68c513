package source

import (
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func TestSegments(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		delim    byte
		want     []string
	}{
		{"empty", "", '\n', nil},
		{"each ends in the delimiter", "a\nb\n", '\n', []string{"a", "b"}},
		{"the last need not", "a\nb", '\n', []string{"a", "b"}},
		{"empty ones", "\n\na\n\n", '\n', []string{"", "", "a", ""}},
		{"another delimiter", "a\n\x00b", 0, []string{"a\n", "b"}},
		{"nothing is trimmed", " a\r\n", '\n', []string{" a\r"}},
		{"larger than the reader's buffer", strings.Repeat("x", 40<<10) + "\nb", '\n', []string{strings.Repeat("x", 40<<10), "b"}},
		{"64 KiB", strings.Repeat("x", MaxCode) + "\nb", '\n', []string{strings.Repeat("x", MaxCode), "b"}},
		{"64 KiB, no delimiter", strings.Repeat("x", MaxCode), '\n', []string{strings.Repeat("x", MaxCode)}},
	} {
		for _, in := range []struct {
			name string
			r    io.Reader
		}{
			{"at once", strings.NewReader(tt.in)},
			{"byte by byte", iotest.OneByteReader(strings.NewReader(tt.in))},
			{"end with the data", iotest.DataErrReader(strings.NewReader(tt.in))},
		} {
			t.Run(tt.name+", "+in.name, func(t *testing.T) {
				if diff := cmp.Diff(tt.want, texts(t, in.r, tt.delim)); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		}
	}
}

// texts reads segments. None of them is too long.
func texts(t *testing.T, r io.Reader, delim byte) []string {
	t.Helper()
	var got []string
	for seg, err := range segments(r, delim) {
		if err != nil || seg.tooLong {
			t.Fatalf("too long %t, error %v", seg.tooLong, err)
		}
		got = append(got, seg.text)
	}
	return got
}

func TestLongSegment(t *testing.T) {
	for _, size := range []int{maxSegment + 1, maxSegment + 2, 3 * MaxCode, 10_000_000} {
		in := io.MultiReader(&repeat{'x', size}, strings.NewReader("\nb"))
		var got []segment
		for seg, err := range segments(in, '\n') {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, seg)
		}
		if len(got) != 2 || !got[0].tooLong || got[1] != (segment{text: "b"}) {
			t.Errorf("%d bytes: got %d segments, the first %.20q, too long %t", size, len(got), got[0].text, got[0].tooLong)
		}
	}
}

// The memory for a segment grows with the segment up to MaxCode, and no further.
func TestLongSegmentIsNotHeld(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range segments(&repeat{'x', 10_000_000}, '\n') {
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 2_000_000 {
		t.Errorf("10 MB in a line allocate %d bytes", got)
	}
}

// repeat is a reader of left times char.
type repeat struct {
	char byte
	left int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), r.left)
	for i := range p[:n] {
		p[i] = r.char
	}
	r.left -= n
	return n, nil
}
