package h1

import (
	"bufio"
	"bytes"
	"io"
	"math"
)

// A chunkedReader decodes a body that comes in chunks (RFC 9112, section 7.1). Extensions and
// trailer are dropped.
type chunkedReader struct {
	header *headerReader // of the connection
	left   int64         // bytes of the chunk that have not been read
	begun  bool          // the first chunk has come
	excess int64         // bytes of framing beyond what chunks need
}

// The limits of framing, against servers that send little data in much framing.
const (
	maxExcess   = 16 << 10
	freePerByte = 2
	freePerSize = 16
)

// Read returns io.EOF after the last chunk and the trailer. If the connection ends before that, it
// returns io.ErrUnexpectedEOF. It waits only while it has no bytes to return.
func (r *chunkedReader) Read(p []byte) (n int, err error) {
	in := r.header.in
	for n < len(p) {
		if n > 0 && !r.isThere() {
			break
		}
		if r.left == 0 {
			if err := r.next(); err != nil {
				return n, err
			}
			continue
		}
		m, err := in.Read(p[n:min(int64(len(p)), int64(n)+r.left)])
		n += m
		r.left -= int64(m)
		if err != nil {
			return n, cutOff(err)
		}
	}
	return n, nil
}

// isThere reports whether data, or the line with the next size, can be read without waiting.
func (r *chunkedReader) isThere() bool {
	there, _ := r.header.in.Peek(r.header.in.Buffered())
	if r.left > 0 {
		return len(there) > 0
	}
	return len(there) > 2 && bytes.IndexByte(there[2:], '\n') >= 0
}

// next begins the next chunk. After the last chunk it reads the trailer and returns io.EOF.
func (r *chunkedReader) next() error {
	if r.begun {
		if err := r.endData(); err != nil {
			return err
		}
	}
	r.begun = true
	line, err := sizeLine(r.header.in)
	if err != nil {
		return err
	}
	if r.left, err = chunkSize(line); err != nil {
		return err
	}
	if r.left == 0 {
		return r.trailer()
	}
	r.excess += int64(len(line)+len("\r\n\r\n")) - freePerSize - freePerByte*min(r.left, maxExcess)
	if r.excess = max(r.excess, 0); r.excess > maxExcess {
		return malformed("much more framing than data in chunks")
	}
	return nil
}

// endData reads the CRLF after the data of a chunk.
func (r *chunkedReader) endData() error {
	for _, want := range []byte("\r\n") {
		c, err := r.header.in.ReadByte()
		if err != nil {
			return cutOff(err)
		}
		if c != want {
			return malformed("chunk does not end where its size says")
		}
	}
	return nil
}

func (r *chunkedReader) trailer() error {
	r.header.left, r.header.text = bufferSize, r.header.text[:0]
	_, err := r.header.fields()
	switch err {
	case nil:
		return io.EOF
	case errTooLong:
		return malformed("trailer longer than %d bytes", bufferSize)
	}
	return err
}

// sizeLine reads the line that begins a chunk. It returns the line without its end, valid until the
// next read. A line that ends in LF alone is valid only in a header (RFC 9112, section 2.2).
func sizeLine(in *bufio.Reader) ([]byte, error) {
	line, err := in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		return nil, malformed("line of a chunk size longer than %d bytes", bufferSize)
	}
	if err != nil {
		return nil, cutOff(err)
	}
	if end := bytes.IndexByte(line, '\r'); end < 0 || end != len(line)-2 {
		return nil, malformed("chunk size %.100q does not end in CRLF", line)
	}
	return line[:len(line)-2], nil
}

// chunkSize parses the size of a chunk. Blanks may come between the size and extensions (RFC 9112,
// section 7.1.1).
func chunkSize(line []byte) (size int64, err error) {
	digits, _, _ := bytes.Cut(line, []byte{';'})
	digits = bytes.TrimRight(digits, " \t")
	if len(digits) == 0 {
		return 0, malformed("chunk size %.100q", line)
	}
	for _, c := range digits {
		d, ok := hexDigit(c)
		if !ok {
			return 0, malformed("chunk size %.100q", line)
		}
		if size > math.MaxInt64>>4 {
			return 0, malformed("chunk size %.100q is too large", line)
		}
		size = size<<4 | int64(d)
	}
	return size, nil
}

func hexDigit(c byte) (d byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
