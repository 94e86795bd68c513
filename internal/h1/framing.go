package h1

import (
	"math"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// frame determines from the header of resp where its body ends (RFC 9112, section 6.3), and sets
// TransferEncoding, ContentLength and Close. The connection closes after an answer with both
// Transfer-Encoding and Content-Length, or with Transfer-Encoding below HTTP/1.1: the server may
// mean another end of the body (section 6.1).
func frame(resp *http.Response) error {
	encodings := resp.Header["Transfer-Encoding"]
	chunked, err := isChunked(encodings)
	if err != nil {
		return err
	}
	length, err := contentLength(resp.Header["Content-Length"])
	if err != nil {
		return err
	}
	resp.Close = closes(resp) || encodings != nil && (length >= 0 || !resp.ProtoAtLeast(1, 1))
	if encodings != nil {
		delete(resp.Header, "Transfer-Encoding")
	}
	if chunked {
		resp.TransferEncoding = []string{"chunked"}
	}
	switch {
	case resp.Request.Method == http.MethodHead:
		resp.ContentLength = length
	case !allowsBody(resp.StatusCode):
		resp.ContentLength = 0
	case chunked:
		resp.ContentLength = -1
		delete(resp.Header, "Content-Length")
	default:
		resp.ContentLength = length
		resp.Close = resp.Close || length < 0
	}
	return nil
}

// allowsBody reports whether an answer to GET may have a body (RFC 9112, section 6.3, rule 1).
func allowsBody(status int) bool {
	return status/100 != 1 && status != http.StatusNoContent && status != http.StatusNotModified
}

// closes reports whether a server closes the connection after resp (RFC 9112, section 9.3).
func closes(resp *http.Response) bool {
	options := resp.Header["Connection"]
	switch {
	case httpguts.HeaderValuesContainsToken(options, "close"):
		return true
	case resp.ProtoAtLeast(1, 1):
		return false
	}
	return resp.ProtoMajor < 1 || !httpguts.HeaderValuesContainsToken(options, "keep-alive")
}

// isChunked reports whether the Transfer-Encoding fields contain chunked. As in curl, a repeated
// chunked counts once, and identity (RFC 2616, section 3.6) is ignored. Any other coding is an
// error, since no request asks for it.
func isChunked(fields []string) (chunked bool, err error) {
	for _, field := range fields {
		for coding := range elements(field) {
			switch strings.ToLower(coding) {
			case "chunked":
				chunked = true
			case "identity":
			default:
				return false, malformed("unknown transfer coding %.100q", coding)
			}
		}
	}
	return chunked, nil
}

// contentLength returns the length in the Content-Length fields. The same length may be there
// several times. If there is no field, it returns -1 (RFC 9112, section 6.3, rule 5).
func contentLength(fields []string) (int64, error) {
	length := int64(-1)
	for _, field := range fields {
		for element := range elements(field) {
			n, ok := decimal(element)
			if !ok || length >= 0 && n != length {
				return 0, malformed("Content-Length %.100q", strings.Join(fields, ", "))
			}
			length = n
		}
	}
	if length < 0 && len(fields) > 0 {
		return 0, malformed("empty Content-Length")
	}
	return length, nil
}

// elements returns the elements of a list that are not empty (RFC 9110, section 5.6.1.2).
func elements(field string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for element := range strings.SplitSeq(field, ",") {
			if element = strings.Trim(element, " \t"); element != "" && !yield(element) {
				return
			}
		}
	}
}

// decimal parses a number that has only digits, up to the largest int64.
func decimal(digits string) (n int64, ok bool) {
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		d := int64(c - '0')
		if n > (math.MaxInt64-d)/10 {
			return 0, false
		}
		n = 10*n + d
	}
	return n, digits != ""
}
