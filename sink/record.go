package sink

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/outcome"
)

// A Record is what a line of the log says of a file that was saved.
type Record struct {
	Bytes           int64
	SHA256          [32]byte
	ContentType     string
	ContentEncoding string
	ETag            string
	LastModified    string
	URL             string // that it came from, after redirects
}

// A saving is which file was saved for which code, as a line of the log says it.
type saving struct{ code, path string }

// result checks a `result` line and returns which file it says is there. ok is false where it says of none.
func (l *logLine) result() (s saving, ok bool, err error) {
	if s.code, err = l.codeOf(); err != nil {
		return saving{}, false, err
	}
	status := outcome.Status(l.outcome.text)
	switch {
	case !l.outcome.isString():
		return saving{}, false, errors.New("outcome is missing or no text")
	case !slices.Contains(outcome.Statuses[:], status):
		return saving{}, false, fmt.Errorf("outcome %.40q is unknown", l.outcome.text)
	case status != outcome.OK && status != outcome.Unchanged:
		return saving{}, false, nil
	case !l.path.isString():
		return saving{}, false, errors.New("path is missing or no text")
	case !isSize(l.bytes):
		return saving{}, false, errors.New("bytes is no whole number from 0")
	case !isSHA256(l.sha256):
		return saving{}, false, errors.New("sha256 is not 64 hex digits")
	}
	s.path = l.path.text
	return s, true, nil
}

// codeOf is the code of a line, with the bytes that it had before it became JSON.
func (l *logLine) codeOf() (string, error) {
	if !l.code.isString() {
		return "", errors.New("code is missing or no text")
	}
	if l.code64 == (field{}) {
		return l.code.text, nil
	}
	code, err := base64.StdEncoding.DecodeString(l.code64.text)
	if err != nil || !l.code64.isString() {
		return "", errors.New("code_b64 is no base64")
	}
	return string(code), nil
}

func isSize(f field) bool {
	_, err := strconv.ParseUint(f.text, 10, 63)
	return err == nil && !f.isString()
}

func isSHA256(f field) bool {
	return f.isString() && len(f.text) == 64 && strings.Trim(f.text, "0123456789abcdefABCDEF") == ""
}

// record is what a line that result accepts says of its file. Its texts are copies.
func (l *logLine) record() Record {
	r := Record{
		ContentType:     l.contentType.copied(),
		ContentEncoding: l.encoding.copied(),
		ETag:            l.etag.copied(),
		LastModified:    l.lastModified.copied(),
		URL:             l.finalURL.copied(),
	}
	if r.URL == "" {
		r.URL = l.url.copied()
	}
	r.Bytes, _ = strconv.ParseInt(l.bytes.text, 10, 64) // isSize has seen it
	hex.Decode(r.SHA256[:], []byte(l.sha256.text))      // and isSHA256
	return r
}

// copied is the text of a string, and nothing of what is none.
func (f field) copied() string {
	if !f.isString() {
		return ""
	}
	return strings.Clone(f.text)
}
