package h1

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// A headerReader reads the lines of headers and trailers of a connection (RFC 9112, sections 2.2
// and 5).
type headerReader struct {
	in   *bufio.Reader
	left int64  // bytes that further lines may have before errTooLong
	long []byte // a line that does not fit the buffer of in
	text []byte // lines that have been read: the status line, then "name:value\n"
}

var errTooLong = errors.New("longer than the limit")

// A LongHeaderError is the error of an answer whose header is longer than Limit, in bytes.
type LongHeaderError struct{ Limit int64 }

func (e *LongHeaderError) Error() string {
	return fmt.Sprintf("the header of the answer is longer than %d KiB", e.Limit>>10)
}

// malformed returns the error of an answer that violates the protocol. The caller must bound and
// escape the text that it quotes.
func malformed(format string, args ...any) error {
	return fmt.Errorf("malformed answer: "+format, args...)
}

// line returns the next line without its end, which is CRLF or LF. The line is valid until the next
// read. If the connection ends in the line, line returns the part that came and
// io.ErrUnexpectedEOF.
func (r *headerReader) line() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		line, err = r.longLine(line)
	}
	if r.left -= int64(len(line)); r.left < 0 {
		return nil, errTooLong
	}
	if err != nil {
		return line, cutOff(err)
	}
	line = line[:len(line)-1]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, nil
}

// longLine reads the rest of a line, up to the limit.
func (r *headerReader) longLine(line []byte) ([]byte, error) {
	r.long = append(r.long[:0], line...)
	err := bufio.ErrBufferFull
	for err == bufio.ErrBufferFull && int64(len(r.long)) <= r.left {
		line, err = r.in.ReadSlice('\n')
		r.long = append(r.long, line...)
	}
	return r.long, err
}

// cutOff returns io.ErrUnexpectedEOF for io.EOF, and any other err unchanged.
func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// fields appends the field lines up to the empty line to text. It returns their number. An obs-fold
// becomes a blank (RFC 9112, section 5.2).
func (r *headerReader) fields() (n int, err error) {
	for {
		line, err := r.line()
		switch {
		case err != nil:
			return 0, err
		case len(line) == 0:
			return n, nil
		case isBlank(line[0]) && n == 0:
			return 0, malformed("blank before the first field %.100q", line)
		case isBlank(line[0]):
			r.text = append(bytes.TrimRight(r.text, " \t\n"), ' ')
			line = bytes.TrimLeft(line, " \t")
			err = checkValue(line)
		default:
			n++
			err = checkField(line)
		}
		if err != nil {
			return 0, err
		}
		r.text = append(append(r.text, line...), '\n')
	}
}

// checkField checks a field line (RFC 9112, section 5.1). A blank inside a name passes, since such
// a field has no meaning and does not affect other fields. A blank at the end of a name is an
// error, since it could hide a field of framing.
func checkField(line []byte) error {
	name, value, ok := bytes.Cut(line, []byte{':'})
	if !ok {
		return malformed("no colon in field %.100q", line)
	}
	if len(name) == 0 || isBlank(name[len(name)-1]) {
		return malformed("no name just before the colon of field %.100q", line)
	}
	for _, c := range name {
		if !httpguts.IsTokenRune(rune(c)) && c != ' ' {
			return malformed("character %q in the name of field %.100q", c, line)
		}
	}
	return checkValue(value)
}

// checkValue returns an error for a value with control characters (RFC 9110, section 5.5).
func checkValue(value []byte) error {
	for _, c := range value {
		if c < ' ' && c != '\t' || c == 0x7f {
			return malformed("character %q in the field value %.100q", c, value)
		}
	}
	return nil
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// makeHeader makes a header of the n fields in text, in the format of headerReader.fields. The
// values are parts of text. If text is long, they are copies, so that a caller that keeps a value
// does not keep all of text.
func makeHeader(text string, n int) http.Header {
	isLong := len(text) > bufferSize
	header := make(http.Header, n)
	values := make([]string, n) // one value for each field
	for i := range n {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		name, value, _ := strings.Cut(line, ":")
		name = textproto.CanonicalMIMEHeaderKey(name)
		values[i] = textproto.TrimString(value)
		if isLong {
			values[i] = strings.Clone(values[i])
		}
		if before := header[name]; before != nil {
			header[name] = append(before, values[i])
		} else {
			header[name] = values[i : i+1 : i+1]
		}
	}
	return header
}
