package source

import (
	"io"
	"iter"
	"strings"
	"testing"
)

// BenchmarkRead reads codes from an input that never blocks. An operation is one code.
func BenchmarkRead(b *testing.B) {
	for _, tt := range []struct {
		name  string
		read  func(io.Reader, Parse) iter.Seq2[Job, error]
		parse Parse
		code  string
		text  string // read again and again; each code takes one more byte than its length
	}{
		{"words/many-a-line", Words, Flag, "BR", strings.Repeat("BR ", 19) + "BR\n"},
		{"words/one-a-line", Words, Flag, "BR", "BR\n"},
		{"lines/identifiers", Lines, Text, "Q0001234", "Q0001234\n"},
		{"lines/urls", Lines, Text, "https://example.org/img/Q0001234.jpg", "https://example.org/img/Q0001234.jpg\n"},
		{"null/paths", Null, Text, "./img/Q0001234 (1).jpg", "./img/Q0001234 (1).jpg\x00"},
	} {
		b.Run(tt.name, func(b *testing.B) {
			size := int64(len(tt.code) + 1)
			b.ReportAllocs()
			b.SetBytes(size)
			n := 0
			for job, err := range tt.read(io.LimitReader(&refrain{text: tt.text}, size*int64(b.N)), tt.parse) {
				if err != nil || job.Err != nil || job.Code != tt.code {
					b.Fatalf("%q, %v, %v", job.Code, job.Err, err)
				}
				n++
			}
			if n != b.N {
				b.Errorf("%d codes of %d", n, b.N)
			}
		})
	}
}

// A refrain is a reader that repeats its text without end.
type refrain struct {
	text string
	at   int
}

func (r *refrain) Read(p []byte) (n int, err error) {
	for n < len(p) {
		part := copy(p[n:], r.text[r.at:])
		n += part
		r.at = (r.at + part) % len(r.text)
	}
	return n, nil
}
