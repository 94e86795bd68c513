// Package unpack reads data that may be compressed with gzip (RFC 1952) or zstd (RFC 8878). It
// recognizes them by the first bytes. Members of gzip and frames of zstd that follow each other are
// one text, without the skippable frames of zstd.
//
// A [Reader] passes on data as soon as it can be unpacked, starts no goroutines, and takes at most
// 128 MiB of memory for the text before, as zstd's own command does. It takes no buffer before the
// first Read, and releases all at the end.
package unpack

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// mostWindow is the memory that unpacking may take for the text before.
const mostWindow = 128 << 20

// bufferSize is the size of the buffer before the unpacker.
const bufferSize = 16 << 10

// A Format is the format of the data.
type Format string

const (
	Plain Format = "" // not compressed, or not known yet
	Gzip  Format = "gzip"
	Zstd  Format = "zstd"
)

// A Reader reads data, and unpacks it if it is compressed.
type Reader struct {
	raw    *failingReader
	in     *bufio.Reader // of raw; nil before the first Read, and after the last
	format Format
	out    io.Reader // nil when in is nil
	err    error     // the error that ended the reading

	skipped func(content []byte) error // of OnSkipped; nil for none
	frames  *frames                    // of zstd, if skipped is set; else nil
}

// NewReader returns a Reader of r. It does not read yet.
func NewReader(r io.Reader) *Reader { return &Reader{raw: &failingReader{r: r}} }

// OnSkipped sets a function that is called for each skippable frame of zstd of up to 1 MiB, before
// the data after it is read. f may keep the content. Its error ends the reading. Call OnSkipped
// before the first Read.
func (r *Reader) OnSkipped(f func(content []byte) error) { r.skipped = f }

// Format returns the format of the data. It is known after the first Read.
func (r *Reader) Format() Format { return r.format }

// Buffered returns the number of bytes that were read and not unpacked yet. After the end it is 0.
func (r *Reader) Buffered() int {
	if r.in == nil {
		return 0
	}
	return r.in.Buffered()
}

// Read is io.Reader's. If the compressed data is broken, it returns an *Error. Errors of the reader
// below and of OnSkipped are returned as they are.
func (r *Reader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n := 0
	var err error
	if r.out == nil {
		err = r.open()
	}
	if err == nil {
		n, err = r.out.Read(p)
	}
	if err != nil && r.frames != nil && r.frames.err != nil {
		err = r.frames.err // which the unpacker may take for the end
	}
	if r.err = r.wrap(err); err != nil {
		r.release()
	}
	return n, r.err
}

// release drops the buffers, since the Reader of a list may be kept after its end.
func (r *Reader) release() {
	if decoder, ok := r.out.(*zstd.Decoder); ok {
		decoder.Close()
	}
	r.in, r.out, r.frames = nil, nil, nil
}

// open recognizes the format. It waits for more bytes only while those that are there may be the
// beginning of compressed data.
func (r *Reader) open() (err error) {
	r.in = bufio.NewReaderSize(r.raw, bufferSize)
	for n := 1; ; n++ {
		head, _ := r.in.Peek(n) // an error comes again
		format, more := recognize(head)
		if more && len(head) == n {
			continue
		}
		r.format = format
		break
	}
	switch r.format {
	case Gzip:
		r.out, err = newMembers(r.in)
	case Zstd:
		var in io.Reader = r.in
		if r.skipped != nil {
			r.frames = &frames{in: r.in, skipped: r.skipped}
			in = r.frames
		}
		r.out, err = zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(mostWindow))
	default:
		r.out = r.in
	}
	return err
}

// recognize returns the format of data that begins with head. If further bytes decide, more is set.
func recognize(head []byte) (format Format, more bool) {
	const gzip, zstd, skippable = "\x1f\x8b", "\x28\xb5\x2f\xfd", "\x50\x2a\x4d\x18"
	for _, magic := range []struct {
		format Format
		bytes  string
		mask   byte // of the first byte
	}{{Gzip, gzip, 0xff}, {Zstd, zstd, 0xff}, {Zstd, skippable, 0xf0}} {
		n := 0
		for n < min(len(head), len(magic.bytes)) {
			b := head[n]
			if n == 0 {
				b &= magic.mask
			}
			if b != magic.bytes[n] {
				break
			}
			n++
		}
		if n == len(magic.bytes) {
			return magic.format, false
		}
		if n == len(head) {
			return Plain, true
		}
	}
	return Plain, false
}

// wrap returns the error of Read for an error of the unpacker.
func (r *Reader) wrap(err error) error {
	switch {
	case err == nil || err == io.EOF || r.format == Plain:
		return err
	case r.raw.err != nil && r.raw.err != io.EOF:
		return r.raw.err
	case r.frames != nil && r.frames.refused != nil:
		return r.frames.refused
	}
	return &Error{r.format, err}
}

// An Error reports that compressed data is broken.
type Error struct {
	Format Format
	Err    error // io.ErrUnexpectedEOF if the data breaks off
}

func (e *Error) Error() string {
	switch {
	case errors.Is(e.Err, io.ErrUnexpectedEOF):
		return fmt.Sprintf("the %s data breaks off", e.Format)
	case e.IsLarge():
		return "was compressed with a window of more than 128 MiB; unpack it first (zstd -dc --long=31)"
	}
	return fmt.Sprintf("the %s data is broken: %v", e.Format, e.Err)
}

// IsLarge reports whether the data is not broken, but needs more memory than a Reader takes.
func (e *Error) IsLarge() bool { return errors.Is(e.Err, zstd.ErrWindowSizeExceeded) }

func (e *Error) Unwrap() error { return e.Err }

// IsCut reports whether text may be compressed data that breaks off within the bytes by which it is
// recognized.
func IsCut(text []byte) bool {
	_, more := recognize(text)
	return more && len(text) > 0
}

// A failingReader keeps the error of a reader.
type failingReader struct {
	r   io.Reader
	err error
}

func (f *failingReader) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil {
		f.err = err
	}
	return n, err
}
