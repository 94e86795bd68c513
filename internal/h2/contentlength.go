package h2

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// checkLength checks Content-Length if net/http ignores it, since the field comes several times or
// is malformed. If all values are the same number, the body must have that length. Else the answer
// is malformed, and checkLength returns an error (RFC 9113, section 8.1.1; RFC 9110, section 8.6).
func checkLength(resp *http.Response) error {
	fields := resp.Header["Content-Length"]
	if len(fields) == 0 || resp.StatusCode == http.StatusNotModified {
		return nil
	}
	length, err := contentLength(fields)
	if err != nil || length == resp.ContentLength {
		return err
	}
	resp.ContentLength = length
	resp.Body = &exactBody{ReadCloser: resp.Body, left: length}
	return nil
}

// contentLength returns the number that all values of the fields have in common.
func contentLength(fields []string) (int64, error) {
	length := int64(-1)
	for _, element := range strings.Split(strings.Join(fields, ","), ",") {
		n, err := strconv.ParseUint(strings.Trim(element, " \t"), 10, 63)
		if err != nil || length >= 0 && int64(n) != length {
			return 0, fmt.Errorf("malformed Content-Length %.100q", strings.Join(fields, ", "))
		}
		length = int64(n)
	}
	return length, nil
}

var errTooLong = errors.New("the body is longer than Content-Length says")

// An exactBody is a body that must have a given length.
type exactBody struct {
	io.ReadCloser
	left int64
}

func (b *exactBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	switch {
	case b.left < 0:
		return n, errTooLong
	case err == io.EOF && b.left > 0:
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}
