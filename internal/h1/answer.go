package h1

import (
	"bytes"
	"net/http"
	"strings"
)

// answer reads the status line and the header of an answer to req (RFC 9112, sections 4 and 5). It
// does not read the body.
func (r *headerReader) answer(req *http.Request) (*http.Response, error) {
	resp := &http.Response{Request: req}
	status, err := r.statusLine(resp)
	if err != nil {
		return nil, err
	}
	r.text = append(append(r.text[:0], status...), '\n')
	n, err := r.fields()
	if err != nil {
		return nil, err
	}
	text := string(r.text) // all other strings are parts of it
	resp.Status, text, _ = strings.Cut(text, "\n")
	resp.Header = makeHeader(text, n)
	if cap(r.text)+cap(r.long) > bufferSize {
		r.text, r.long = nil, nil
	}
	return resp, nil
}

// protocol is the beginning of an answer.
const protocol = "HTTP/"

// statusLine reads the version and the status into resp. It returns the status with its reason,
// valid until the next read. If the beginning of a line shows another protocol, it does not wait
// for the end of the line.
func (r *headerReader) statusLine(resp *http.Response) (status []byte, err error) {
	line, err := r.line()
	if err != nil && strings.HasPrefix(protocol, string(line[:min(len(line), len(protocol))])) {
		return nil, err
	}
	version, status, _ := bytes.Cut(line, []byte{' '})
	resp.Proto = protoText(version)
	var ok bool
	if resp.ProtoMajor, resp.ProtoMinor, ok = http.ParseHTTPVersion(resp.Proto); !ok {
		return nil, malformed("%.100q is not HTTP", line)
	}
	status = bytes.TrimLeft(status, " ")
	code, _, _ := bytes.Cut(status, []byte{' '})
	if len(code) != 3 {
		return nil, malformed("status %.100q", code)
	}
	for _, c := range code {
		if c < '0' || c > '9' {
			return nil, malformed("status %.100q", code)
		}
		resp.StatusCode = 10*resp.StatusCode + int(c-'0')
	}
	return status, nil
}

// protoText returns the text of a version, without an allocation for the common versions.
func protoText(version []byte) string {
	switch string(version) {
	case "HTTP/1.1":
		return "HTTP/1.1"
	case "HTTP/1.0":
		return "HTTP/1.0"
	}
	return string(version)
}
