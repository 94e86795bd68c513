package tally

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// mostWindow is the memory that unpacking may take for what came before, as in zstd.
const mostWindow = 128 << 20

var errLargeWindow = errors.New("was compressed with a window of more than 128 MiB; unpack it first (zstd -dc --long=31)")

// unpacked returns the text of a file. If its first bytes are those of gzip or zstd, it is
// unpacked. If the file breaks off within these bytes, the error is io.ErrUnexpectedEOF.
func unpacked(f io.Reader) (io.ReadCloser, error) {
	in := bufio.NewReaderSize(f, 1<<16)
	head, err := in.Peek(4)
	switch {
	case err != nil && err != io.EOF:
		return nil, err
	case breaksOff(head):
		return nil, io.ErrUnexpectedEOF
	case bytes.HasPrefix(head, gzipMagic):
		return gzip.NewReader(in)
	case isZstd(head):
		unzstd, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(mostWindow))
		if err != nil {
			return nil, err
		}
		return zstdText{unzstd.IOReadCloser()}, nil
	}
	return io.NopCloser(in), nil
}

var (
	gzipMagic = []byte{0x1f, 0x8b}             // RFC 1952, section 2.3.1
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd} // RFC 8878, section 3.1.1
)

// isZstd reports whether a file begins with a frame of zstd, or with a frame that is to be skipped.
func isZstd(head []byte) bool {
	return bytes.HasPrefix(head, zstdMagic) || len(head) == 4 && isToSkip(head)
}

// isToSkip reports whether a file begins with a frame of zstd that is to be skipped (RFC 8878,
// section 3.1.2), or with the first bytes of its magic number.
func isToSkip(head []byte) bool {
	return len(head) > 1 && head[0]&0xf0 == 0x50 && bytes.HasPrefix([]byte{0x2a, 0x4d, 0x18}, head[1:])
}

// breaksOff reports whether head, the first four bytes or all bytes of a file, is a part of a magic
// number. One byte is too little to tell a frame to skip from text.
func breaksOff(head []byte) bool {
	isPart := func(magic []byte) bool {
		return len(head) > 0 && len(head) < len(magic) && bytes.HasPrefix(magic, head)
	}
	return isPart(gzipMagic) || isPart(zstdMagic) || isToSkip(head) && len(head) < 4
}

// A zstdText is text that zstd unpacks.
type zstdText struct{ io.ReadCloser }

// Read is io.Reader's.
func (z zstdText) Read(p []byte) (int, error) {
	n, err := z.ReadCloser.Read(p)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		err = errLargeWindow
	}
	return n, err
}
